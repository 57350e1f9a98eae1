using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>A listener that throws costs telemetry, which is counted, never the call, and leaves nobody else's activity behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class ThrowingListenerTests : IDisposable
{
    private static readonly string[] s_moments = ["sample", "start", "stop"];

    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);
    private readonly Activity _caller = new Activity("caller").Start();

    public void Dispose()
    {
        _caller.Dispose();
        _measurements.Dispose();
    }

    [Theory]
    [MemberData(nameof(CurrentActivityTests.Shapes), MemberType = typeof(CurrentActivityTests), DisableDiscoveryEnumeration = true)]
    public async Task No_delegate_form_notices(string shape, Func<Func<Task>, Task> run)
    {
        foreach (var moment in s_moments)
        {
            using var listener = Listen(moment);
            var calls = 0;
            var lost = Lost;

            await run(() =>
            {
                calls++;
                return Task.CompletedTask;
            });
            Activity.Current.ShouldBe(_caller, $"{shape}, {moment}");
            await run(async () =>
            {
                await Task.Yield();
                calls++;
            });
            Activity.Current.ShouldBe(_caller, $"{shape}, {moment}");
            var thrown = await Should.ThrowAsync<InvalidOperationException>(async () => await run(() => throw new InvalidOperationException("boom")));
            thrown.Message.ShouldBe("boom");

            Activity.Current.ShouldBe(_caller, $"{shape}, {moment}");
            calls.ShouldBe(2);
            (Lost - lost).ShouldBe(3, $"{shape}, {moment}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_scope_notices(bool isNewRoot)
    {
        var options = isNewRoot ? new SpanOptions { NewRoot = true } : null;
        foreach (var moment in s_moments)
        {
            using var listener = Listen(moment);
            var lost = Lost;

            using (TakumiTelemetry.StartOperation("step", options))
            using (TakumiTelemetry.StartOperation("inner"))
            {
            }

            Activity.Current.ShouldBe(_caller, moment);
            TakumiTelemetry.StartWorkflow("shape", options).Complete();
            Activity.Current.ShouldBe(_caller, moment);
            TakumiTelemetry.StartContractCall("C", "m", options).Fail(new InvalidOperationException("boom"));
            Activity.Current.ShouldBe(_caller, moment);
            (Lost - lost).ShouldBe(4, moment);
        }
    }

    [Fact]
    public void A_span_whose_start_a_listener_answered_with_an_exception_is_there_for_the_others()
    {
        using var recorder = new ActivityRecorder(TakumiTelemetry.ActivitySourceName);
        using var listener = Listen("start");

        var span = TakumiTelemetry.TraceOperation("step", static span => span.Activity!);

        span.IsStopped.ShouldBeTrue();
        span.Parent.ShouldBe(_caller);
        recorder.Trace(span.TraceId).ShouldHaveSingleItem().ShouldBe(span);
    }

    private double Lost => _measurements.Of("telemetry.lost", ("signal", "traces"), ("reason", "export_failed")).Sum(one => one.Value);

    private static ActivityListener Listen(string throwing)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == TakumiTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => throwing == "sample" ? throw new NotSupportedException() : ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => ThrowAt("start"),
            ActivityStopped = _ => ThrowAt("stop"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;

        void ThrowAt(string moment)
        {
            if (throwing == moment)
                throw new NotSupportedException();
        }
    }
}
