using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Diagnosis;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Tests.Diagnosis;

[Collection(AloneCollection.Name)]
public sealed class ExportHandlerTests : IDisposable
{
    private readonly MeasurementRecorder _measurements = MeasurementRecorder.OfThisFlow(TakumiTelemetry.MeterName);
    private readonly CapturingLoggerProvider _logs = new();
    private readonly ServiceProvider _services;

    public ExportHandlerTests() => _services = new ServiceCollection().AddLogging(logging => logging.AddProvider(_logs)).BuildServiceProvider();

    public void Dispose()
    {
        _services.Dispose();
        _measurements.Dispose();
    }

    [Fact]
    public async Task What_a_collector_refuses_of_an_accepted_export_is_counted()
    {
        // ExportTraceServiceResponse { partial_success { rejected_spans: 5, error_message: "no" } }
        byte[] response = [0x0A, 0x06, 0x08, 0x05, 0x12, 0x02, (byte)'n', (byte)'o'];

        await SendAsync(TelemetrySignal.Traces, [], response);

        Lost("traces").ShouldBe(5);
        _logs.Logs.ShouldHaveSingleItem().Message.ShouldBe(
            "Telemetry is being lost: Traces, ExportFailed. The collector at collector:4318 refused part of an export: no This is told once; telemetry_lost_total counts on.");
    }

    [Fact]
    public async Task A_full_success_loses_nothing()
    {
        await SendAsync(TelemetrySignal.Logs, [], []);

        Lost("logs").ShouldBe(0);
        _measurements.Of("telemetry.export.duration", ("signal", "logs")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_records_of_a_failed_log_export_are_counted_from_its_payload()
    {
        // ExportLogsServiceRequest { resource_logs { scope_logs { log_records {} log_records {} } scope_logs { log_records {} } } }
        byte[] request = [0x0A, 0x0A, 0x12, 0x04, 0x12, 0x00, 0x12, 0x00, 0x12, 0x02, 0x12, 0x00];

        await SendAsync(TelemetrySignal.Logs, request, [], HttpStatusCode.InternalServerError);

        Lost("logs").ShouldBe(3);
        _logs.Logs.ShouldHaveSingleItem().Message.ShouldBe(
            "Telemetry is being lost: Logs, ExportFailed. The collector at collector:4318 did not take the log records: it answered 500. This is told once; telemetry_lost_total counts on.");
    }

    [Fact]
    public async Task A_payload_that_cant_be_read_counts_as_one()
    {
        await SendAsync(TelemetrySignal.Logs, [0x0A, 0x7F], [], HttpStatusCode.InternalServerError);

        Lost("logs").ShouldBe(1);
    }

    private double Lost(string signal) => _measurements.Of("telemetry.lost", ("signal", signal)).Sum(one => one.Value);

    private async Task SendAsync(TelemetrySignal signal, byte[] request, byte[] response, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var client = new HttpClient(new ExportHandler(signal, new ExportFailure(), new LossReport(_services)) { InnerHandler = new Canned(status, response) });
        using var content = new ByteArrayContent(request) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
        using var answer = await client.PostAsync("http://collector:4318/v1/x", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(status);
    }

    private sealed class Canned(HttpStatusCode status, byte[] body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent(body) });
    }
}
