using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace Takumi.Observability.Benchmarks;

/// <summary>
/// The span helpers beside the same span by hand, with the same tags. Workflow and contract metrics have no listener here: they are measured by MetricsBenchmarks.
/// Budget: off ≤ by hand and 0 B; sampled ≤ 1.1 × and the same bytes.
/// </summary>
[MemoryDiagnoser]
public class SpanBenchmarks
{
    private static readonly ActivitySource s_byHand = new("ByHand");
    private static readonly Task<int> s_five = Task.FromResult(5);

    private ActivityListener? _listener;

    [Params(false, true)]
    public bool Sampled { get; set; }

    [GlobalSetup]
    public void Listen()
    {
        if (!Sampled)
            return;
        _listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [GlobalCleanup]
    public void Stop() => _listener?.Dispose();

    [Benchmark(Baseline = true)]
    public int ByHand()
    {
        using var activity = s_byHand.StartActivity("workflow.create-profile");
        activity?.SetTag("workflow.name", "create-profile");
        activity?.SetTag("profile.id", "7");
        activity?.SetTag("workflow.outcome", "success");
        return 5;
    }

    [Benchmark]
    public int Scope()
    {
        using var span = TakumiTelemetry.StartWorkflow("create-profile");
        span.SetTag("profile.id", "7");
        span.Complete();
        return 5;
    }

    [Benchmark]
    public int Delegate() => TakumiTelemetry.TraceWorkflow("create-profile", static span =>
    {
        span.SetTag("profile.id", "7");
        return 5;
    });

    [Benchmark]
    public Task<int> DelegateAsync() => TakumiTelemetry.TraceWorkflow("create-profile", static span =>
    {
        span.SetTag("profile.id", "7");
        return s_five;
    });
}
