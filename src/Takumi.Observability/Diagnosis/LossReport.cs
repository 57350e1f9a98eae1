using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Diagnosis;

/// <summary>Counts what is lost, always, and tells it, once a signal and reason. Thread safe; never throws.</summary>
/// <param name="services">Asked for the logger only when there is something to tell: the logger provider is built with exporters that hold this object.</param>
internal sealed class LossReport(IServiceProvider services)
{
    private readonly ConcurrentDictionary<(TelemetrySignal, LossReason), bool> _told = new();

    public void Lost(TelemetrySignal signal, LossReason reason, long count, string detail)
    {
        TelemetryMetrics.Lost(signal, reason, count);
        TellOnce(signal, reason, detail);
    }

    /// <summary>For a loss that somebody else has counted.</summary>
    public void TellOnce(TelemetrySignal signal, LossReason reason, string detail)
    {
        // Asked first: a full queue comes here with every item that it drops, and adding takes a lock.
        if (_told.ContainsKey((signal, reason)) || !_told.TryAdd((signal, reason), true))
            return;
        try
        {
            services.GetService<ILoggerFactory>()?.CreateLogger("Takumi.Observability").LogWarning(
                "Telemetry is being lost: {Signal}, {Reason}. {Detail} This is told once; telemetry_lost_total counts on.", signal, reason, detail);
        }
        catch (Exception)
        {
            // The host is already gone, or a logger threw: the count is all that is left to keep.
        }
    }
}
