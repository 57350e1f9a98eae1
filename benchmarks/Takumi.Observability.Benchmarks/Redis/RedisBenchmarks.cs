using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Takumi.Observability.Commands;

namespace Takumi.Observability.Benchmarks.Redis;

/// <summary>
/// CPU and bytes of the Redis adapter a command, beyond the client's profiler: what <see cref="Profiled"/> costs is to be taken off. Every command is measured by the SDK;
/// those of a recorded span are spans as well. Budget: ≤ 1 µs and ≤ 300 B a command. An Activity of five attributes is 568 B by itself, which <see cref="ByHand"/> shows:
/// for sampled commands the budget holds for what the adapter adds to the span.
/// </summary>
[MemoryDiagnoser]
public class RedisBenchmarks
{
    private ActivityListener? _listener;
    private MeterProvider? _meters;
    private CommandLoop? _loop;

    [Params(false, true)]
    public bool Sampled { get; set; }

    [GlobalSetup]
    public void Listen()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is CommandRecorder.SourceName or CommandLoop.HandWrittenSource,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
        _meters = Sdk.CreateMeterProviderBuilder().AddMeter(TakumiTelemetry.MeterName, CommandLoop.HandWrittenSource).AddReader(new BaseExportingMetricReader(new NoExporter())).Build();
        _loop = new CommandLoop(Sampled);
    }

    [GlobalCleanup]
    public void Stop()
    {
        _loop?.Dispose();
        _meters?.Dispose();
        _listener?.Dispose();
    }

    [Benchmark(OperationsPerInvoke = CommandLoop.Commands)]
    public int Profiled() => _loop!.Profiled();

    [Benchmark(Baseline = true, OperationsPerInvoke = CommandLoop.Commands)]
    public void ByHand() => _loop!.ByHand();

    [Benchmark(OperationsPerInvoke = CommandLoop.Commands)]
    public void Observed() => _loop!.Observed();

    private sealed class NoExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
