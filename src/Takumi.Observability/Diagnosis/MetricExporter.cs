using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Diagnosis;

/// <summary>The SDK's exporter, heard when it fails. What a failed export held is not gone for good where temporality is cumulative: the next one brings the sums.</summary>
internal sealed class MetricExporter(OtlpExporterOptions options, ExportFailure failure, LossReport losses) : OtlpMetricExporter(options)
{
    private readonly Uri _endpoint = options.Endpoint;

    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        if (result == ExportResult.Failure)
            losses.Lost(TelemetrySignal.Metrics, LossReason.ExportFailed, metrics.Count, $"The collector at {_endpoint.Authority} did not take the metrics: {failure.Cause}.");
        MetricOverflow.Look(metrics, losses);
        return result;
    }
}
