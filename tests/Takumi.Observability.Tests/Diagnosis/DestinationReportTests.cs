using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Takumi.Observability.Diagnosis;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Diagnosis;

public sealed class DestinationReportTests
{
    private const string NoTraces = "nowhere (set OTEL_EXPORTER_OTLP_ENDPOINT or Observability:PrintTraces)";
    private const string NoMetrics = "nowhere (set OTEL_EXPORTER_OTLP_ENDPOINT or call AddPrometheusListener)";
    private const string NoLogs = "nowhere but to the application's other loggers (set OTEL_EXPORTER_OTLP_ENDPOINT)";

    [Fact]
    public async Task It_is_one_record_of_the_start_of_a_host()
    {
        await using var host = await TestHost.StartAsync(options: options => options.ServiceName = "shop");

        host.Logs.Logs.Where(log => log.Message.StartsWith("Where the telemetry", StringComparison.Ordinal)).ShouldHaveSingleItem().Message.ShouldBe(Record(NoTraces, NoMetrics, NoLogs));
    }

    [Fact]
    public void Without_an_endpoint_it_says_that_each_signal_goes_nowhere_and_what_to_set() => ShouldSay(NoTraces, NoMetrics, NoLogs);

    [Fact]
    public void A_common_endpoint_takes_all_three() => ShouldSay(
        "by OTLP/gRPC to http://127.0.0.1:1",
        "by OTLP/gRPC to http://127.0.0.1:1",
        "by OTLP/gRPC to http://127.0.0.1:1",
        settings: ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));

    [Fact]
    public void A_signal_of_its_own_endpoint_and_protocol_stands_beside_one_without() => ShouldSay(
        "by OTLP/HTTP to https://localhost",
        NoMetrics,
        NoLogs,
        settings: [("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://localhost/v1/traces"), ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf")]);

    [Fact]
    public void Credentials_of_an_endpoint_are_not_shown() => ShouldSay(
        "by OTLP/HTTP to http://127.0.0.1:1",
        "by OTLP/HTTP to http://127.0.0.1:1",
        "by OTLP/HTTP to http://127.0.0.1:1",
        settings:
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://grace:hunter2@127.0.0.1:1/ingest/hunter2?key=hunter2"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=hunter2"),
        ]);

    [Fact]
    public void The_console_and_a_listener_are_destinations() => ShouldSay(
        "to the console",
        "to scrapes of the Prometheus listener",
        NoLogs,
        builder => builder.AddPrometheusListener(listener => listener.Port = 0),
        settings: ("Observability:PrintTraces", "true"));

    [Fact]
    public void A_signal_with_two_destinations_names_both() => ShouldSay(
        "by OTLP/gRPC to http://127.0.0.1:1 and to the console",
        "by OTLP/gRPC to http://127.0.0.1:1 and to scrapes, where MapTakumiObservability or a ScrapeHandler answers them",
        "by OTLP/gRPC to http://127.0.0.1:1",
        builder => builder.AddPrometheusExposition(),
        settings: [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("Observability:PrintTraces", "true")]);

    [Fact]
    public void Exporters_of_the_applications_own_are_said_to_be_in_charge() => ShouldSay(
        "as the application's own OTLP exporters say",
        "as the application's own OTLP exporters say",
        "as the application's own OTLP exporters say",
        builder => builder.WithTracing(tracing => tracing.AddOtlpExporter(otlp => otlp.Endpoint = new Uri("http://127.0.0.1:1"))),
        settings: ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:2"));

    [Fact]
    public void What_is_switched_off_is_told_as_that() => ShouldSay(
        "nowhere (switched off)",
        "nowhere (switched off)",
        "nowhere (switched off)",
        builder => builder.AddPrometheusExposition(),
        settings: [("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("Observability:PrintTraces", "true")]);

    // Without a host: nothing is exported to these endpoints.
    private static void ShouldSay(string traces, string metrics, string logs, Action<TakumiObservabilityBuilder>? configure = null, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build());
        var builder = services.AddTakumiObservability(options => options.ServiceName = "shop");
        configure?.Invoke(builder);
        using var provider = services.BuildServiceProvider();
        using var captured = new CapturingLoggerProvider();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(captured));

        ActivatorUtilities.CreateInstance<DestinationReport>(provider, services, loggers).Run();

        var log = captured.Logs.ShouldHaveSingleItem();
        (log.Category, log.Level, log.Message).ShouldBe(("Takumi.Observability", LogLevel.Information, Record(traces, metrics, logs)));
    }

    private static string Record(string traces, string metrics, string logs) =>
        $"Where the telemetry of shop goes, beside exporters that the application adds itself: traces {traces}; metrics {metrics}; logs {logs}.";
}
