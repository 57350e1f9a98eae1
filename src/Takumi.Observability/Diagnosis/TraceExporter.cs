using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Takumi.Observability.Diagnosis;

/// <summary>The SDK's exporter, heard when it fails: by itself it says so to an EventSource only.</summary>
internal sealed class TraceExporter(OtlpExporterOptions options, ExportFailure failure, LossReport losses) : OtlpTraceExporter(options)
{
    private readonly Uri _endpoint = options.Endpoint;

    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var result = base.Export(activityBatch);
        if (result == ExportResult.Failure)
            losses.Lost(TelemetrySignal.Traces, LossReason.ExportFailed, activityBatch.Count, $"The collector at {_endpoint.Authority} did not take the spans: {failure.Cause}.");
        return result;
    }
}
