using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.Tracing;

/// <summary>Beneath a mute nothing begins: no span of ours whatever the listener samples, no measurement; and what was current before is current again.</summary>
public sealed class MuteTests : IDisposable
{
    private readonly ActivityRecorder _recorder = new(TakumiTelemetry.ActivitySourceName);
    private readonly MeasurementRecorder _measurements = new(TakumiTelemetry.MeterName);
    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly Activity _root;

    public MuteTests() => _root = _recorder.StartTrace();

    public void Dispose()
    {
        _root.Dispose();
        _recorder.Dispose();
        _measurements.Dispose();
    }

    [Fact]
    public void Nothing_is_mute_by_itself()
    {
        TakumiTelemetry.IsMuted.ShouldBeFalse();
        default(MuteScope).Dispose();
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public async Task Beneath_it_no_span_is_started_and_nothing_is_measured()
    {
        using (TakumiTelemetry.Mute())
        {
            TakumiTelemetry.IsMuted.ShouldBeTrue();
            await TakumiTelemetry.TraceWorkflow(_name, async span =>
            {
                span.Activity.ShouldBeNull();
                await Task.Yield();
                TakumiTelemetry.TraceContractCall(_name, "claim", call =>
                {
                    call.StartPhase(ContractPhase.Sign).Activity.ShouldBeNull();
                    TakumiTelemetry.StartOperation(_name, new SpanOptions { NewRoot = true, Critical = true }).Activity.ShouldBeNull();
                });
            });
            StellarMetrics.TransactionSubmitted(_name, TransactionStatus.Success, TimeSpan.FromSeconds(1));
            using (DatabaseMetrics.TimeQuery(_name, "t"))
                DatabaseMetrics.QueryDuration(_name, "t", TimeSpan.FromSeconds(1));
        }

        _recorder.Trace(_root).ShouldBeEmpty();
        Mine().ShouldBeEmpty();
        Activity.Current.ShouldBe(_root);
    }

    [Fact]
    public void What_ignores_it_is_measured()
    {
        using (TakumiTelemetry.Mute())
            AuditMetrics.Recorded(_name, AuditResult.Success);

        Mine().ShouldBe(["audit.events 1"]);
    }

    [Fact]
    public void What_began_before_goes_on_as_it_was()
    {
        using (var workflow = TakumiTelemetry.StartWorkflow(_name))
        {
            using var call = TakumiTelemetry.StartContractCall(_name, "claim");
            using var timer = DatabaseMetrics.TimeQuery(_name, "t");
            using (TakumiTelemetry.Mute())
            {
                call.StartPhase(ContractPhase.Sign).Activity.ShouldBeNull();
                call.Complete();
                workflow.Complete();
            }
        }

        _recorder.Trace(_root).Select(span => span.DisplayName).ShouldBe([$"workflow.{_name}", $"contract.{_name}.claim"], ignoreOrder: true);
        Mine().ShouldBe(
            ["contract.call.duration …", "contract.calls 1", "db.query.duration …", "workflow.completions 1", "workflow.duration …", "workflow.in_progress -1", "workflow.in_progress 1"]);
    }

    [Fact]
    public void The_silent_parent_keeps_the_trace_and_is_not_recorded()
    {
        using (TakumiTelemetry.Mute())
        {
            var silent = Activity.Current.ShouldNotBeNull();
            silent.TraceId.ShouldBe(_root.TraceId);
            silent.ParentSpanId.ShouldBe(_root.SpanId);
            silent.Recorded.ShouldBeFalse();
            silent.IsAllDataRequested.ShouldBeFalse();
        }

        _root.Recorded.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_parent_there_is_a_trace_of_its_own_and_nobody_is_current_afterwards()
    {
        Activity.Current = null;
        using (TakumiTelemetry.Mute())
        {
            Activity.Current.ShouldNotBeNull().Recorded.ShouldBeFalse();
            Activity.Current.TraceId.ShouldNotBe(default);
        }

        Activity.Current.ShouldBeNull();
    }

    [Fact]
    public void Under_a_parent_that_was_not_sampled_the_trace_goes_on()
    {
        using var recorder = new ActivityRecorder(ActivitySamplingResult.PropagationData, _name);
        using var source = new ActivitySource(_name);
        using var unsampled = source.StartActivity("unsampled").ShouldNotBeNull();
        unsampled.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;

        using (TakumiTelemetry.Mute())
            Activity.Current!.TraceId.ShouldBe(unsampled.TraceId);

        Activity.Current.ShouldBe(unsampled);
    }

    [Fact]
    public void A_parent_based_sampler_starts_nothing_of_any_source_beneath_it()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == _name,
            Sample = static (ref options) =>
                options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        using var foreign = new ActivitySource(_name);

        using (TakumiTelemetry.Mute())
            foreign.StartActivity("SELECT").ShouldBeNull();

        foreign.StartActivity("SELECT").ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void A_listener_of_everything_sees_the_silent_parent_unrecorded_from_its_first_moment()
    {
        List<(string, bool, bool)> seen = [];
        var root = _root.TraceId;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "",
            ActivityStarted = activity =>
            {
                if (activity.TraceId == root)
                    seen.Add((activity.OperationName, activity.Recorded, activity.IsAllDataRequested));
            },
        };
        ActivitySource.AddActivityListener(listener);

        TakumiTelemetry.Mute().Dispose();

        seen.ShouldBe([("mute", false, false)]);
    }

    private List<string> Mine() =>
    [
        .. _measurements.Measurements
            .Where(one => one.Tags.Values.Contains(_name))
            .Select(one => $"{one.Instrument} {(one.Instrument.EndsWith("duration", StringComparison.Ordinal) ? "…" : one.Value)}")
            .Order(StringComparer.Ordinal),
    ];
}
