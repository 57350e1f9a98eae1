using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;

namespace Takumi.Observability;

/// <summary>What the library says of itself. Thread safe.</summary>
public static partial class TelemetryMetrics
{
    private static readonly Counter<long> s_lost = TakumiMeter.Instance.CreateCounter<long>("telemetry.lost", "{item}", "Telemetry that did not arrive, by signal and reason.");
    private static readonly Histogram<double> s_exportDuration = TakumiMeter.Instance.CreateHistogram<double>("telemetry.export.duration", "s", "Time of one export to the collector.", tags: null, advice: TakumiMeter.Seconds);

    /// <summary>Counts telemetry that was lost.</summary>
    public static void Lost(TelemetrySignal signal, LossReason reason, long count = 1)
    {
        if (s_lost.Enabled)
            s_lost.Add(count, new("signal", TextOf(signal)), new("reason", TextOf(reason)));
    }

    /// <summary>Records the duration of one export.</summary>
    public static void ExportCompleted(TelemetrySignal signal, TimeSpan duration)
    {
        if (s_exportDuration.Enabled)
            s_exportDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("signal", TextOf(signal)));
    }

    private static string TextOf(TelemetrySignal signal) => signal switch
    {
        TelemetrySignal.Traces => "traces",
        TelemetrySignal.Metrics => "metrics",
        TelemetrySignal.Logs => "logs",
        _ => "audit",
    };

    private static string TextOf(LossReason reason) => reason switch
    {
        LossReason.QueueFull => "queue_full",
        LossReason.ExportFailed => "export_failed",
        LossReason.Cardinality => "cardinality",
        _ => "redaction_failed",
    };
}
