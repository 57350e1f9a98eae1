using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Otlp;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Otlp;

/// <summary>What is lost is counted by the process: these tests run alone, one after the other.</summary>
[Collection(AloneCollection.Name)]
public sealed class CollectorTroubleTests
{
    [Theory]
    [InlineData(CollectorBehaviour.Fail, "grpc")]
    [InlineData(CollectorBehaviour.Fail, "http/protobuf")]
    [InlineData(CollectorBehaviour.Unavailable, "http/protobuf")]
    [InlineData(CollectorBehaviour.Reset, "http/protobuf")]
    [InlineData(CollectorBehaviour.Reset, "grpc")]
    public async Task What_a_collector_refuses_is_counted_and_told_once(CollectorBehaviour behaviour, string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        receiver.Behaviour = behaviour;
        using var measurements = MeasurementRecorder.OfThisFlow(TakumiTelemetry.MeterName);
        await using var host = await StartAsync(receiver, protocol);

        for (var i = 0; i < 7; i++)
            TakumiTelemetry.TraceOperation("step", static void (_) => { });
        for (var i = 0; i < 3; i++)
            host.Logger("Shop").LogInformation("sold");
        host.Services.FlushTelemetry();
        await Poll.UntilAsync(
            () => Lost(measurements, "traces", "export_failed") >= 7 && Lost(measurements, "logs", "export_failed") >= 3 && Told().Length == 3, () => "the losses of all three signals", TestContext.Current.CancellationToken);

        Lost(measurements, "traces", "export_failed").ShouldBe(7);
        Lost(measurements, "logs", "export_failed").ShouldBeGreaterThanOrEqualTo(3);
        Lost(measurements, "metrics", "export_failed").ShouldBeGreaterThan(0);
        Told().ShouldBe(["Traces ExportFailed", "Logs ExportFailed", "Metrics ExportFailed"], ignoreOrder: true);

        string[] Told() =>
            [.. host.Logs.Logs.Where(log => log.Message.StartsWith("Telemetry is being lost", StringComparison.Ordinal)).Select(log => $"{log.Values["Signal"]} {log.Values["Reason"]}")];
    }

    [Theory]
    [InlineData("grpc", "none")]
    [InlineData("grpc", "gzip")]
    [InlineData("http/protobuf", "none")]
    [InlineData("http/protobuf", "gzip")]
    public async Task What_is_lost_is_counted_to_the_item(string protocol, string compression)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        receiver.Behaviour = CollectorBehaviour.Fail;
        using var measurements = MeasurementRecorder.OfThisFlow(TakumiTelemetry.MeterName);

        // The shop's records and nobody else's: what is told of a loss would be lost as well.
        await using var host = await TestHost.StartAsync(
            before: services => services.AddLogging(logging => logging.AddFilter(static (category, _) => category == "Shop")),
            settings:
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", (protocol == "grpc" ? receiver.GrpcEndpoint : receiver.HttpEndpoint).ToString()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
                ("OTEL_EXPORTER_OTLP_COMPRESSION", compression),
            ]);

        for (var i = 0; i < 7; i++)
            TakumiTelemetry.TraceOperation("step", static void (_) => { });
        for (var i = 0; i < 3; i++)
            host.Logger("Shop").LogInformation("sold");
        host.Services.FlushTelemetry();
        await Poll.UntilAsync(
            () => Lost(measurements, "traces", "export_failed") >= 7 && Lost(measurements, "logs", "export_failed") >= 3, () => "the losses of spans and log records", TestContext.Current.CancellationToken);

        Lost(measurements, "traces", "export_failed").ShouldBe(7);
        Lost(measurements, "logs", "export_failed").ShouldBe(3);
    }

    [Theory]
    [InlineData(CollectorBehaviour.Fail, "http/protobuf", "it answered 500")]
    [InlineData(CollectorBehaviour.Unavailable, "http/protobuf", "it answered 503")]
    [InlineData(CollectorBehaviour.Unavailable, "grpc", "it answered gRPC status 14")]
    public async Task The_reason_of_a_loss_is_told(CollectorBehaviour behaviour, string protocol, string cause)
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        receiver.Behaviour = behaviour;

        await ShouldBeTold(protocol == "grpc" ? receiver.GrpcEndpoint : receiver.HttpEndpoint, protocol, cause);
    }

    [Fact]
    public Task A_collector_that_is_not_there_is_told_as_such() =>
        ShouldBeTold(new Uri($"http://127.0.0.1:{LoopbackPort.Next()}"), "http/protobuf", new SocketException((int)SocketError.ConnectionRefused).Message);

    [Fact]
    public async Task What_a_full_queue_drops_is_counted()
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        receiver.Behaviour = CollectorBehaviour.Hold;
        using var measurements = MeasurementRecorder.OfThisFlow(TakumiTelemetry.MeterName);
        await using var host = await StartAsync(receiver, "http/protobuf", ("OTEL_BSP_MAX_QUEUE_SIZE", "2"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1"));

        for (var i = 0; i < 50; i++)
            TakumiTelemetry.TraceOperation("step", static void (_) => { });
        var dropped = Lost(measurements, "traces", "queue_full");
        receiver.Release();
        host.Services.FlushTelemetry();
        await receiver.WaitUntilAsync(it => dropped + it.Spans.Count >= 50, TestContext.Current.CancellationToken);

        dropped.ShouldBeGreaterThan(0);
        (dropped + receiver.Spans.Count).ShouldBe(50);
        host.Logs.Logs.ShouldContain(log => log.Message.Contains("Traces, QueueFull", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_never_answers_holds_no_request_and_no_shutdown()
    {
        await using var receiver = await OtlpReceiver.StartAsync(TestContext.Current.CancellationToken);
        receiver.Behaviour = CollectorBehaviour.Silent;
        using var measurements = MeasurementRecorder.OfThisFlow(TakumiTelemetry.MeterName);

        // The exporter alone would wait for ten minutes, three times.
        await using (var host = await StartAsync(receiver, "http/protobuf", ("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")))
        {
            TakumiTelemetry.TraceOperation("step", static void (_) => { });
            host.Logger("Shop").LogInformation("sold");
        }

        // What was cut off is counted by the exporters' own threads, whom nobody waits for.
        await Poll.UntilAsync(
            () => Lost(measurements, "traces", "export_failed") > 0 && Lost(measurements, "logs", "export_failed") > 0 && Lost(measurements, "metrics", "export_failed") > 0,
            () => "the losses of all three signals",
            TestContext.Current.CancellationToken);
        Lost(measurements, "traces", "export_failed").ShouldBe(1);
    }

    private static async Task ShouldBeTold(Uri endpoint, string protocol, string cause)
    {
        await using var host = await StartAsync(endpoint, protocol);
        TakumiTelemetry.TraceOperation("step", static void (_) => { });
        host.Services.FlushTelemetry();
        await Poll.UntilAsync(
            () => new[] { "Traces", "Metrics" }.All(signal => host.Logs.Logs.Any(log => log.Message.StartsWith("Telemetry is being lost: " + signal, StringComparison.Ordinal))),
            () => "both losses to be told",
            TestContext.Current.CancellationToken);
        await host.StopAsync();

        // What is told of log records may itself come after their shutdown, and be told as that.
        host.Logs.Logs.Select(log => log.Message).Where(message => message.StartsWith("Telemetry is being lost: Traces", StringComparison.Ordinal)).ShouldBe(
            [$"Telemetry is being lost: Traces, ExportFailed. The collector at {endpoint.Authority} did not take the spans: {cause}. This is told once; telemetry_lost_total counts on."]);
        host.Logs.Logs.Select(log => log.Message).Where(message => message.StartsWith("Telemetry is being lost: Metrics", StringComparison.Ordinal)).ShouldBe(
            [$"Telemetry is being lost: Metrics, ExportFailed. The collector at {endpoint.Authority} did not take the metrics: {cause}. This is told once; telemetry_lost_total counts on."]);
    }

    private static Task<TestHost> StartAsync(OtlpReceiver receiver, string protocol, params (string, string)[] more) =>
        StartAsync(protocol == "grpc" ? receiver.GrpcEndpoint : receiver.HttpEndpoint, protocol, more);

    private static Task<TestHost> StartAsync(Uri endpoint, string protocol, params (string, string)[] more) => TestHost.StartAsync(settings:
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.ToString()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
        .. more,
    ]);

    private static double Lost(MeasurementRecorder measurements, string signal, string reason) =>
        measurements.Of("telemetry.lost", ("signal", signal), ("reason", reason)).Sum(one => one.Value);
}
