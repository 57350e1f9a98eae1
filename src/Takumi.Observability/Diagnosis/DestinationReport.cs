using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using Takumi.Observability.Exposition;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Otlp;
using Takumi.Observability.Resources;

namespace Takumi.Observability.Diagnosis;

/// <summary>
/// Says at the start where each signal goes, so that nothing goes nowhere unseen. Of an endpoint only scheme, host and port: user, path and query may carry credentials.
/// </summary>
internal sealed class DestinationReport(OtlpExporters exporters, IServiceCollection registrations, ServiceIdentity service, IOptions<ObservabilityOptions> options, ILoggerFactory loggers)
    : IStartupCheck
{
    private const string SwitchedOff = "nowhere (switched off)";

    public void Run() => loggers.CreateLogger("Takumi.Observability").LogInformation(
        "Where the telemetry of {Service} goes, beside exporters that the application adds itself: traces {Traces}; metrics {Metrics}; logs {Logs}.", service.Name, Traces(), Metrics(), Logs());

    private string Traces() => !options.Value.Tracing
        ? SwitchedOff
        : Join(Otlp(TelemetrySignal.Traces), options.Value.PrintTraces ? "to the console" : null)
            ?? "nowhere (set OTEL_EXPORTER_OTLP_ENDPOINT or Observability:PrintTraces)";

    private string Metrics() => !options.Value.Metrics
        ? SwitchedOff
        : Join(Otlp(TelemetrySignal.Metrics), Scrapes())
            ?? "nowhere (set OTEL_EXPORTER_OTLP_ENDPOINT or call AddPrometheusListener)";

    private string Logs() => !options.Value.Logs
        ? SwitchedOff
        : Otlp(TelemetrySignal.Logs)
            ?? "nowhere but to the application's other loggers (set OTEL_EXPORTER_OTLP_ENDPOINT)";

    private string? Otlp(TelemetrySignal signal)
    {
        // Which signals the application means can't be seen from outside.
        if (exporters.AreTheApplications)
            return "as the application's own OTLP exporters say";
        var otlp = options.Value.Otlp;
        return OtlpSettings.EndpointOf(signal, otlp) is { } endpoint
            ? $"by OTLP/{(OtlpSettings.ProtocolOf(signal, otlp) == OtlpExportProtocol.Grpc ? "gRPC" : "HTTP")} to {endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}"
            : null;
    }

    private string? Scrapes()
    {
        if (IsRegistered(typeof(ScrapeListener)))
            return "to scrapes of the Prometheus listener";
        return IsRegistered(typeof(PrometheusMetricReader)) ? "to scrapes, where MapTakumiObservability or a ScrapeHandler answers them" : null;
    }

    private bool IsRegistered(Type type) => registrations.Any(service => service.ServiceType == type);

    private static string? Join(string? first, string? second) => first is null || second is null ? first ?? second : $"{first} and {second}";
}
