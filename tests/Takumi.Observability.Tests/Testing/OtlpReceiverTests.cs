using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Takumi.Observability.Testing.Otlp;

namespace Takumi.Observability.Tests.Testing;

/// <summary>The receiver reads what OpenTelemetry's own exporters write, over both of OTLP's transports.</summary>
public sealed class OtlpReceiverTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task A_span_arrives_with_everything_that_it_holds(OtlpExportProtocol protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        using var source = new ActivitySource(Guid.NewGuid().ToString());
        using var provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.Clear().AddAttributes([new("service.name", "shop")]))
            .AddSource(source.Name)
            .AddOtlpExporter(options => Configure(options, receiver, protocol, "traces"))
            .Build();
        var linked = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        using var parent = source.StartActivity("parent", ActivityKind.Server)!;
        using (var child = source.StartActivity("child", ActivityKind.Client, parent.Context, [new("text", "ä"), new("number", 7L), new("ratio", 0.5), new("flag", true), new("list", new[] { "a", "b" })], [new ActivityLink(linked)])!)
        {
            child.AddEvent(new ActivityEvent("exception", tags: new ActivityTagsCollection { ["exception.type"] = "Boom" }));
            child.SetStatus(ActivityStatusCode.Error, "it broke");
        }

        provider.ForceFlush().ShouldBeTrue();
        await receiver.WaitUntilAsync(it => it.Spans.Count > 0, TestContext.Current.CancellationToken);

        var span = receiver.Spans.ShouldHaveSingleItem();
        span.Resource.ShouldBe(new Dictionary<string, object?> { ["service.name"] = "shop" }, ignoreOrder: true);
        span.Scope.ShouldBe(source.Name);
        span.TraceId.ShouldBe(parent.TraceId.ToHexString());
        span.ParentSpanId.ShouldBe(parent.SpanId.ToHexString());
        span.Name.ShouldBe("child");
        span.Kind.ShouldBe(ActivityKind.Client);
        span.Attributes.Keys.ShouldBe(["text", "number", "ratio", "flag", "list"], ignoreOrder: true);
        span.Attributes["text"].ShouldBe("ä");
        span.Attributes["number"].ShouldBe(7L);
        span.Attributes["ratio"].ShouldBe(0.5);
        span.Attributes["flag"].ShouldBe(true);
        span.Attributes["list"].ShouldBe(new object?[] { "a", "b" });
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.StatusDescription.ShouldBe("it broke");
        span.End.ShouldBeGreaterThan(span.Start);
        var item = span.Events.ShouldHaveSingleItem();
        item.Name.ShouldBe("exception");
        item.Attributes.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, object?>("exception.type", "Boom"));
        span.Links.ShouldHaveSingleItem().TraceId.ShouldBe(linked.TraceId.ToHexString());
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task Metrics_arrive_with_unit_kind_points_and_exemplars(OtlpExportProtocol protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        using var meter = new Meter(Guid.NewGuid().ToString());
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .SetExemplarFilter(ExemplarFilterType.AlwaysOn)
            .AddOtlpExporter((options, reader) => Configure(options, receiver, protocol, "metrics"))
            .Build();
        meter.CreateCounter<long>("orders", "{order}", "Orders taken.").Add(3, new KeyValuePair<string, object?>("kind", "book"));
        meter.CreateUpDownCounter<int>("in_flight").Add(-2);
        meter.CreateGauge<double>("temperature", "Cel").Record(-1.5);
        meter.CreateHistogram("latency", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] }).Record(0.4);

        provider.ForceFlush().ShouldBeTrue();

        var orders = receiver.Metrics.Single(metric => metric.Name == "orders");
        (orders.Scope, orders.Unit, orders.Description, orders.Kind, orders.IsCumulative).ShouldBe((meter.Name, "{order}", "Orders taken.", OtlpMetricKind.MonotonicSum, true));
        var point = orders.Points.ShouldHaveSingleItem();
        point.Value.ShouldBe(3);
        point.Attributes.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, object?>("kind", "book"));
        Point("in_flight", OtlpMetricKind.Sum).Value.ShouldBe(-2);
        Point("temperature", OtlpMetricKind.Gauge).Value.ShouldBe(-1.5);
        var latency = Point("latency", OtlpMetricKind.Histogram);
        (latency.Value, latency.Count).ShouldBe((0.4, 1UL));
        latency.Bounds.ShouldBe([0.1, 1]);
        latency.BucketCounts.ShouldBe([0UL, 1UL, 0UL]);
        latency.Exemplars.ShouldHaveSingleItem();

        OtlpPoint Point(string name, OtlpMetricKind kind)
        {
            var metric = receiver.Metrics.Single(metric => metric.Name == name);
            metric.Kind.ShouldBe(kind);
            return metric.Points.ShouldHaveSingleItem();
        }
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task A_log_record_arrives_with_its_values_and_its_span(OtlpExportProtocol protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        using var activity = new Activity("request").Start();
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddOpenTelemetry(options => options.AddOtlpExporter(exporter => Configure(exporter, receiver, protocol, "logs"))))
            .BuildServiceProvider();

        services.GetRequiredService<ILoggerFactory>().CreateLogger("shop.orders").LogWarning(new EventId(4, "OrderLost"), "Lost {Count} orders", 2);
        services.GetRequiredService<LoggerProvider>().ForceFlush().ShouldBeTrue();
        await receiver.WaitUntilAsync(it => it.Logs.Count > 0, TestContext.Current.CancellationToken);

        var log = receiver.Logs.ShouldHaveSingleItem();
        (log.Scope, log.SeverityNumber, log.Body, log.EventName).ShouldBe(("shop.orders", 13, "Lost {Count} orders", "OrderLost"));
        log.Attributes["Count"].ShouldBe(2L);
        log.TraceId.ShouldBe(activity.TraceId.ToHexString());
        log.SpanId.ShouldBe(activity.SpanId.ToHexString());
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf, CollectorBehaviour.Fail)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, CollectorBehaviour.Unavailable)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, CollectorBehaviour.Reset)]
    [InlineData(OtlpExportProtocol.HttpProtobuf, CollectorBehaviour.Silent)]
    [InlineData(OtlpExportProtocol.Grpc, CollectorBehaviour.Fail)]
    [InlineData(OtlpExportProtocol.Grpc, CollectorBehaviour.Unavailable)]
    [InlineData(OtlpExportProtocol.Grpc, CollectorBehaviour.Reset)]
    [InlineData(OtlpExportProtocol.Grpc, CollectorBehaviour.Silent)]
    public async Task A_bad_collector_fails_the_export_and_keeps_nothing(OtlpExportProtocol protocol, CollectorBehaviour behaviour)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        receiver.Behaviour = behaviour;
        var isSilent = behaviour == CollectorBehaviour.Silent;
        using var exporter = Exporter(receiver, protocol, timeout: isSilent ? 500 : 60_000);

        Export(exporter).ShouldBe(ExportResult.Failure);

        receiver.Spans.ShouldBeEmpty();
        // An exporter that gives up early on a slow machine may not even have sent its request.
        if (!isSilent)
            receiver.Exports[0].Headers["X-Tenant"].ShouldBe("takumi");
    }

    [Theory]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    [InlineData(OtlpExportProtocol.Grpc)]
    public async Task A_held_export_succeeds_once_it_is_released(OtlpExportProtocol protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        receiver.Behaviour = CollectorBehaviour.Hold;
        using var exporter = Exporter(receiver, protocol, timeout: 60_000);

        var export = Task.Run(() => Export(exporter), TestContext.Current.CancellationToken);
        await receiver.WaitUntilAsync(it => it.Exports.Count == 1, TestContext.Current.CancellationToken);
        receiver.Spans.ShouldBeEmpty();
        receiver.Release();

        (await export).ShouldBe(ExportResult.Success);
        receiver.Spans.ShouldHaveSingleItem();
    }

    private static OtlpTraceExporter Exporter(OtlpReceiver receiver, OtlpExportProtocol protocol, int timeout)
    {
        var options = new OtlpExporterOptions { Headers = "X-Tenant=takumi" };
        Configure(options, receiver, protocol, "traces");
        options.TimeoutMilliseconds = timeout;
        return new OtlpTraceExporter(options);
    }

    private static ExportResult Export(OtlpTraceExporter exporter)
    {
        using var activity = new Activity("one").Start();
        activity.Stop();
        return exporter.Export(new Batch<Activity>([activity], 1));
    }

    private static void Configure(OtlpExporterOptions options, OtlpReceiver receiver, OtlpExportProtocol protocol, string signal)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? receiver.GrpcEndpoint : new Uri(receiver.HttpEndpoint, $"v1/{signal}");
    }
}
