using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Otlp;

/// <summary>
/// Adds the exporters once the whole configuration is known: only where an endpoint is set, and not beside exporters that the application registered itself.
/// They are constructed, never wrapped: a wrapped exporter loses the resource.
/// </summary>
internal sealed class OtlpExporters(IServiceProvider services, IServiceCollection registrations, IOptions<ObservabilityOptions> options, ExportAbort abort, LossReport losses)
{
    /// <summary>AddOtlpExporter and UseOtlpExporter of the application both leave this service behind, for whichever signal.</summary>
    public bool AreTheApplications => registrations.Any(service => service.ServiceType == typeof(IOptionsFactory<OtlpExporterOptions>));

    public void AddTo(TracerProviderBuilder builder)
    {
        var failure = new ExportFailure();
        if (SettingsOf(TelemetrySignal.Traces, failure) is not { } settings)
            return;
        var batch = services.GetRequiredService<IOptionsMonitor<ActivityExportProcessorOptions>>().CurrentValue.BatchExportProcessorOptions;
        builder.AddProcessor(new BatchActivityExportProcessor(
            new TraceExporter(settings, failure, losses), batch.MaxQueueSize, batch.ScheduledDelayMilliseconds, batch.ExporterTimeoutMilliseconds, batch.MaxExportBatchSize));
    }

    public void AddTo(MeterProviderBuilder builder)
    {
        var failure = new ExportFailure();
        if (SettingsOf(TelemetrySignal.Metrics, failure) is not { } settings)
            return;
        var reader = services.GetRequiredService<IOptionsMonitor<MetricReaderOptions>>().CurrentValue;
        var periodic = reader.PeriodicExportingMetricReaderOptions;
        builder.AddReader(new PeriodicExportingMetricReader(
            new MetricExporter(settings, failure, losses), periodic.ExportIntervalMilliseconds ?? 60_000, periodic.ExportTimeoutMilliseconds ?? 30_000)
        {
            TemporalityPreference = options.Value.Otlp.Temporality ?? reader.TemporalityPreference,
        });
    }

    public void AddTo(LoggerProviderBuilder builder)
    {
        var failure = new ExportFailure();
        if (SettingsOf(TelemetrySignal.Logs, failure) is not { } settings)
            return;
        var batch = services.GetRequiredService<IOptionsMonitor<LogRecordExportProcessorOptions>>().CurrentValue.BatchExportProcessorOptions;
        builder.AddProcessor(new BatchLogRecordExportProcessor(
            new OtlpLogExporter(settings), batch.MaxQueueSize, batch.ScheduledDelayMilliseconds, batch.ExporterTimeoutMilliseconds, batch.MaxExportBatchSize));
    }

    private OtlpExporterOptions? SettingsOf(TelemetrySignal signal, ExportFailure failure) =>
        AreTheApplications || !IsCollected(signal) ? null : OtlpSettings.For(signal, options.Value.Otlp, timeout => CreateClient(signal, failure, timeout));

    /// <summary>The SDK builds its providers whether or not a signal is wanted: a switch that is off must leave the exporter out.</summary>
    private bool IsCollected(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => options.Value.Tracing,
        TelemetrySignal.Metrics => options.Value.Metrics,
        _ => options.Value.Logs,
    };

    private HttpClient CreateClient(TelemetrySignal signal, ExportFailure failure, TimeSpan timeout) =>
        new(new ExportHandler(signal, failure, losses) { InnerHandler = new AbortableHandler(abort) }) { Timeout = timeout };
}
