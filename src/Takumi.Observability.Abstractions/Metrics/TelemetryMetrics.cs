namespace Takumi.Observability;

/// <summary>What the library says of itself, mute or not: a loss is a loss. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName, IgnoresMute = true)]
public static partial class TelemetryMetrics
{
    /// <summary>Counts one item of telemetry that was lost.</summary>
    public static void Lost(TelemetrySignal signal, LossReason reason) => Lost(signal, reason, 1);

    /// <summary>Telemetry that did not arrive, or arrived with less than it said.</summary>
    [Counter("telemetry.lost", Unit = "{item}")]
    public static partial void Lost(TelemetrySignal signal, LossReason reason, long count);

    /// <summary>Time of one export to the collector.</summary>
    [Histogram("telemetry.export.duration", Unit = "s")]
    public static partial void ExportCompleted(TelemetrySignal signal, TimeSpan duration);
}
