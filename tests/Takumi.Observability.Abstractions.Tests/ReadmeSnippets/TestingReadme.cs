using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Takumi.Observability.Abstractions.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.Abstractions shows of an application's own tests: the runtime's listeners and nothing else.</summary>
public sealed class TestingReadme
{
    [Fact]
    public async Task An_order_is_traced_counted_and_audited()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TakumiTelemetry.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var trace = new Activity("test").Start();

        var countries = new ConcurrentQueue<object?>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, it) => { if (instrument.Name == "readme.orders") it.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => countries.Enqueue(tags[0].Value));
        meters.Start();

        var audit = new RecordedAudit();
        await new Orders(audit).PlaceAsync("PT", TestContext.Current.CancellationToken);

        spans.Where(span => span.TraceId == trace.TraceId).ShouldHaveSingleItem().DisplayName.ShouldBe("workflow.place-order");
        countries.ShouldBe(["PT"]);
        audit.Events.ShouldHaveSingleItem().Event.ShouldBe("order_placed");
    }
}
