using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>The SDK's own batching, with nobody at the end: what an exporter costs is the same for everybody.</summary>
internal static class NullExport
{
    public static BaseProcessor<Activity> Spans() => new BatchActivityExportProcessor(new Exporter<Activity>());

    public static BaseProcessor<LogRecord> Logs() => new BatchLogRecordExportProcessor(new Exporter<LogRecord>());

    public static MetricReader Metrics() => new PeriodicExportingMetricReader(new Exporter<Metric>());

    private sealed class Exporter<T> : BaseExporter<T>
        where T : class
    {
        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (var _ in batch)
            {
            }

            return ExportResult.Success;
        }
    }
}
