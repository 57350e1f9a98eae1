using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Testing.Otlp;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Otlp;

[Collection(AloneCollection.Name)]
public sealed class OtlpExportTests
{
    [Theory]
    [InlineData("grpc", "none")]
    [InlineData("grpc", "gzip")]
    [InlineData("http/protobuf", "none")]
    [InlineData("http/protobuf", "gzip")]
    public async Task All_three_signals_arrive_with_the_resource_on_each(string protocol, string compression)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        var name = "w" + Guid.NewGuid().ToString("N");
        string traceId;
        await using (var host = await TestHost.StartAsync(settings:
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", (protocol == "grpc" ? receiver.GrpcEndpoint : receiver.HttpEndpoint).ToString()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", compression),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=blue"),
            ("OTEL_SERVICE_NAME", "takumi-backend"),
            ("OTEL_RESOURCE_ATTRIBUTES", "team=skills"),
            ("APP_VERSION", "1.2.3"),
            ("ENVIRONMENT", "production"),
            ("TRACE_SAMPLE_RATE", "1"),
            ("Observability:ServiceInstanceId", "i-1"),
        ]))
        {
            Activity.Current = null;
            traceId = TakumiTelemetry.TraceWorkflow(name, span =>
            {
                host.Logger("Shop").LogInformation("Sold {Count}", 3);
                return span.Activity!.TraceId.ToHexString();
            });
            host.Services.FlushTelemetry();
            await receiver.WaitUntilAsync(it => it.Spans.Any(span => span.TraceId == traceId) && it.Logs.Any(log => log.Scope == "Shop"), TestContext.Current.CancellationToken);
        }

        var span = receiver.Spans.Where(span => span.TraceId == traceId).ShouldHaveSingleItem();
        span.Name.ShouldBe("workflow." + name);
        span.Scope.ShouldBe("Takumi.Observability");
        span.Attributes.ShouldBe(new Dictionary<string, object?> { ["workflow.name"] = name, ["workflow.outcome"] = "success" }, ignoreOrder: true);
        ShouldBeTheService(span.Resource);

        var metric = receiver.Metrics.First(metric => metric.Name == "workflow.completions" && metric.Points.Any(point => Equals(point.Attributes["workflow"], name)));
        metric.Points.Where(point => Equals(point.Attributes["workflow"], name)).ShouldHaveSingleItem().Value.ShouldBe(1);
        ShouldBeTheService(metric.Resource);

        var log = receiver.Logs.Where(log => log.Scope == "Shop").ShouldHaveSingleItem();
        log.TraceId.ShouldBe(traceId);
        log.SpanId.ShouldBe(span.SpanId);
        log.Attributes["Count"].ShouldBe(3L);
        ShouldBeTheService(log.Resource);

        receiver.Exports.Select(export => export.Headers["x-tenant"]).Distinct().ShouldBe(["blue"]);
    }

    [Fact]
    public async Task A_signal_may_have_an_endpoint_of_its_own()
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        await using (var host = await TestHost.StartAsync(settings:
        [
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", receiver.HttpEndpoint + "v1/logs"),
            ("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/protobuf"),
        ]))
        {
            host.Logger("Shop").LogInformation("hello");
            TakumiTelemetry.TraceWorkflow("w", static void (_) => { });
            host.Services.FlushTelemetry();
            await receiver.WaitUntilAsync(it => it.Logs.Any(log => log.Scope == "Shop"), TestContext.Current.CancellationToken);
        }

        receiver.Exports.Select(export => export.Path).Distinct().ShouldBe(["/v1/logs"]);
    }

    [Theory]
    [InlineData("Observability:Tracing", "/v1/traces")]
    [InlineData("Observability:Metrics", "/v1/metrics")]
    [InlineData("Observability:Logs", "/v1/logs")]
    public async Task A_signal_that_is_switched_off_is_not_exported(string key, string path)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        await using (var host = await TestHost.StartAsync(settings:
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.HttpEndpoint.ToString()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            (key, "false"),
        ]))
        {
            host.Logger("Shop").LogInformation("hello");
            TakumiTelemetry.TraceWorkflow("w", static void (_) => { });
            host.Services.FlushTelemetry();
            await receiver.WaitUntilAsync(it => it.Exports.Select(export => export.Path).Distinct().Count() == 2, TestContext.Current.CancellationToken);
        }

        string[] all = ["/v1/logs", "/v1/metrics", "/v1/traces"];
        receiver.Exports.Select(export => export.Path).Distinct().ShouldBe(all.Except([path]), ignoreOrder: true);
    }

    [Theory]
    [InlineData("cumulative", 2)]
    [InlineData("delta", 1)]
    public async Task Temporality_is_as_the_standard_variable_says(string temporality, double second)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        var name = "w" + Guid.NewGuid().ToString("N");
        await using var host = await TestHost.StartAsync(settings:
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.HttpEndpoint.ToString()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", temporality),
        ]);

        for (var i = 0; i < 2; i++)
        {
            TakumiTelemetry.TraceWorkflow(name, static void (_) => { });
            host.Services.FlushTelemetry();
        }

        receiver.Metrics.Where(metric => metric.Name == "workflow.completions")
            .SelectMany(metric => metric.Points).Where(point => Equals(point.Attributes["workflow"], name)).Select(point => point.Value).ShouldBe([1, second]);
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_exported_and_nothing_is_looked_for()
    {
        await using var host = await TestHost.StartAsync();
        TakumiTelemetry.TraceWorkflow("w", static void (_) => { });
        await host.StopAsync();

        host.Logs.Logs.ShouldNotContain(log => log.Message.StartsWith("Telemetry is being lost", StringComparison.Ordinal));
    }

    private static void ShouldBeTheService(IReadOnlyDictionary<string, object?> resource) => resource.ShouldBe(
        new Dictionary<string, object?>
        {
            ["service.name"] = "takumi-backend",
            ["service.version"] = "1.2.3",
            ["service.instance.id"] = "i-1",
            ["deployment.environment.name"] = "production",
            ["team"] = "skills",
            ["telemetry.sdk.name"] = "opentelemetry",
            ["telemetry.sdk.language"] = "dotnet",
            ["telemetry.sdk.version"] = resource["telemetry.sdk.version"],
        },
        ignoreOrder: true);
}
