using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace Takumi.Observability.Benchmarks.Weaving;

/// <summary>An attributed method against the same span written by hand: off, sampled, sampled where the method really suspends, and where it hands on a task that has not ended.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class WeavingBenchmarks : IDisposable
{
    private readonly TracedCalls _calls = new();
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
            ShouldListenTo = static source => source.Name is TracedCalls.HandWrittenSource or TakumiTelemetry.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [GlobalCleanup]
    public void Dispose() => _listener?.Dispose();

    [Benchmark(Baseline = true), BenchmarkCategory("synchronous")]
    public int SynchronousByHand() => _calls.SynchronousByHand("id");

    [Benchmark, BenchmarkCategory("synchronous")]
    public int Synchronous() => _calls.Synchronous("id");

    [Benchmark(Baseline = true), BenchmarkCategory("async, completed")]
    public Task<int> CompletedByHand() => _calls.CompletedByHand("id");

    [Benchmark, BenchmarkCategory("async, completed")]
    public Task<int> Completed() => _calls.Completed("id");

    [Benchmark(Baseline = true), BenchmarkCategory("async, suspended")]
    public int SuspendedByHand() => _calls.SuspendedByHand("id");

    [Benchmark, BenchmarkCategory("async, suspended")]
    public int Suspended() => _calls.Suspended("id");

    [Benchmark(Baseline = true), BenchmarkCategory("task handed on")]
    public int HandedOnByHand() => _calls.HandedOnByHand("id");

    [Benchmark, BenchmarkCategory("task handed on")]
    public int HandedOn() => _calls.HandedOn("id");
}
