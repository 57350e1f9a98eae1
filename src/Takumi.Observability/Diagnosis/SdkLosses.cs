using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Takumi.Observability.Diagnosis;

/// <summary>
/// Hears from the SDK's own meter what its queues dropped. The meter is the process's, so it is listened to once however many hosts there are, and each host is told.
/// </summary>
internal sealed class SdkLosses : IDisposable
{
    /// <summary>Experimental, says the SDK: a test fails when it changes.</summary>
    public const string MeterName = "otel.sdk.experimental";

    private static readonly Lock s_gate = new();
    private static ImmutableArray<LossReport> s_reports = [];
    private static MeterListener? s_listener;

    private readonly LossReport _report;

    public SdkLosses(LossReport report)
    {
        _report = report;
        lock (s_gate)
        {
            s_reports = s_reports.Add(report);
            s_listener ??= Listen();
        }
    }

    public void Dispose()
    {
        lock (s_gate)
        {
            s_reports = s_reports.Remove(_report);
            if (s_reports.Length > 0)
                return;
            s_listener?.Dispose();
            s_listener = null;
        }
    }

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == MeterName && SignalOf(instrument) is not null)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(OnProcessed);
        listener.Start();
        return listener;
    }

    /// <summary>On the thread of whoever ended the span or wrote the record: without a lock, as a full queue comes here with every item that it drops.</summary>
    private static void OnProcessed(Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var tag in tags)
        {
            if (tag is not { Key: "error.type", Value: string error })
                continue;
            var (reason, detail) = error == "queue_full"
                ? (LossReason.QueueFull, "A queue was full: the collector is slower than the service, or away.")
                : (LossReason.ExportFailed, "It came after the shutdown.");
            var signal = SignalOf(instrument)!.Value;
            TelemetryMetrics.Lost(signal, reason, count);
            foreach (var report in s_reports)
                report.TellOnce(signal, reason, detail);
        }
    }

    private static TelemetrySignal? SignalOf(Instrument instrument) => instrument.Name switch
    {
        "otel.sdk.processor.span.processed" => TelemetrySignal.Traces,
        "otel.sdk.processor.log.processed" => TelemetrySignal.Logs,
        _ => null,
    };
}
