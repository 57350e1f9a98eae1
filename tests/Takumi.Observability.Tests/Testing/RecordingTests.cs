using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Tests.Testing;

/// <summary>What the recorders show is what happened, to the letter.</summary>
public sealed class RecordingTests
{
    [Fact]
    public void A_trace_is_rendered_as_exact_text()
    {
        using var source = new ActivitySource(Guid.NewGuid().ToString());
        using var recorder = new ActivityRecorder(source.Name);
        using var other = recorder.StartTrace();
        source.StartActivity("somebody else's")!.Dispose();
        using var trace = recorder.StartTrace();
        using (var parent = source.StartActivity("parent")!)
        {
            parent.SetTag("b", true).SetTag("a", new[] { 1, 2 });
            using (var child = source.StartActivity("child", ActivityKind.Client, parent.Context, links: [new ActivityLink(other.Context)])!)
            {
                child.SetTag("port", 1234).SetStatus(ActivityStatusCode.Error, "boom");
                child.AddEvent(new ActivityEvent("exception", tags: new() { ["exception.stacktrace"] = "at X" }));
            }

            source.StartActivity("second")!.SetStatus(ActivityStatusCode.Ok).Dispose();
        }

        SpanTree.Render(recorder.Trace(trace), volatileTags: "port").ShouldBe($"""
            parent (internal)
              - a: [1, 2]
              - b: true
              child (client) ERROR: boom
                - port: …
                @ exception
                  - exception.stacktrace: …
                > {other.TraceId}/{other.SpanId}
              second (internal) OK

            """);
    }

    [Fact]
    public void Measurements_are_found_by_instrument_and_tag()
    {
        using var meter = new Meter(Guid.NewGuid().ToString());
        using var recorder = new MeasurementRecorder(meter.Name);
        meter.CreateCounter<int>("orders").Add(2, new KeyValuePair<string, object?>("kind", "book"), new KeyValuePair<string, object?>("paid", true));
        meter.CreateObservableGauge("depth", () => 4.5);
        recorder.Observe();

        recorder.Of("orders", ("kind", "book")).ShouldHaveSingleItem().Value.ShouldBe(2);
        recorder.Of("orders", ("kind", "pen")).ShouldBeEmpty();
        recorder.Of("depth").ShouldHaveSingleItem().Value.ShouldBe(4.5);
    }

    [Fact]
    public void A_log_record_keeps_message_values_and_scopes()
    {
        using var logs = new CapturingLoggerProvider();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var logger = factory.CreateLogger("shop");
        using (logger.BeginScope("outer"))
            logger.LogError(new EventId(3, "Lost"), new InvalidOperationException("why"), "Lost {Count} orders", 2);

        var log = logs.Logs.ShouldHaveSingleItem();
        (log.Category, log.Level, log.EventId.Id, log.Message, log.Exception?.Message).ShouldBe(("shop", LogLevel.Error, 3, "Lost 2 orders", "why"));
        log.Values.ShouldBe(new Dictionary<string, object?> { ["Count"] = 2, ["{OriginalFormat}"] = "Lost {Count} orders" }, ignoreOrder: true);
        log.Scopes.ShouldBe(["outer"]);
    }

    [Fact]
    public void A_manual_clock_fires_timers_in_the_order_in_which_they_are_due()
    {
        var clock = new ManualTimeProvider();
        var start = clock.GetUtcNow();
        var fired = new List<string>();
        using var periodic = clock.CreateTimer(_ => Fire("every 2 s"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var once = clock.CreateTimer(_ => Fire("once"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var disposed = clock.CreateTimer(_ => Fire("disposed"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();

        clock.Advance(TimeSpan.FromSeconds(5));

        fired.ShouldBe(["2: every 2 s", "3: once", "4: every 2 s"]);
        clock.GetUtcNow().ShouldBe(start + TimeSpan.FromSeconds(5));
        clock.GetElapsedTime(start.Ticks).ShouldBe(TimeSpan.FromSeconds(5));

        void Fire(string what) => fired.Add($"{(clock.GetUtcNow() - start).TotalSeconds}: {what}");
    }

    [Fact]
    public async Task A_delay_on_a_manual_clock_ends_when_the_clock_has_moved()
    {
        var clock = new ManualTimeProvider();
        var delay = Task.Delay(TimeSpan.FromMinutes(1), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(59));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
    }
}
