using System.Diagnostics;
using Takumi.Observability.Benchmarks.Redis;
using Takumi.Observability.Commands;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Redis.Tests;

/// <summary>The benchmark's loop is in the state that its names claim. Alone: it counts all that is measured.</summary>
[Collection(AloneCollection.Name)]
public sealed class BenchmarkStateTests
{
    [Theory]
    [InlineData(true, CommandLoop.Commands)]
    [InlineData(false, 0)]
    public void Each_command_is_measured_and_where_its_span_is_recorded_a_span_with_the_same_tags_by_both_hands(bool isRecorded, int spans)
    {
        using var recorder = new ActivityRecorder(CommandRecorder.SourceName, CommandLoop.HandWrittenSource);
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName, CommandLoop.HandWrittenSource);
        using var loop = new CommandLoop(isRecorded);
        var trace = Activity.Current!.TraceId;

        loop.Profiled().ShouldBe(CommandLoop.Commands);
        recorder.Trace(trace).ShouldBeEmpty();
        loop.ByHand();
        var byHand = recorder.Trace(trace).Select(Tags).ToList();
        loop.Observed();

        byHand.Count.ShouldBe(spans);
        recorder.Trace(trace).Skip(spans).Select(Tags).ShouldBe(byHand);
        measurements.Of("by_hand.duration").Count.ShouldBe(CommandLoop.Commands);
        measurements.Of("redis.command.duration", ("command", "GET")).Count.ShouldBe(CommandLoop.Commands);
        measurements.Of("telemetry.lost").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_adapter_adds_less_than_the_budget_to_the_span_itself(bool isRecorded)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is CommandRecorder.SourceName or CommandLoop.HandWrittenSource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var loop = new CommandLoop(isRecorded);

        (AllocatedBy(loop.Observed) - AllocatedBy(loop.ByHand)).ShouldBeLessThanOrEqualTo(300);
    }

    private static string Tags(Activity span) => string.Join("; ", span.TagObjects.Prepend(new("name", span.DisplayName)).Append(new("duration", span.Duration)));

    /// <summary>Bytes a command.</summary>
    private static long AllocatedBy(Action thousand)
    {
        thousand();
        var before = GC.GetAllocatedBytesForCurrentThread();
        thousand();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / CommandLoop.Commands;
    }
}
