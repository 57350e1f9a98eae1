using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;

namespace Takumi.Observability;

/// <summary>Audit events. Fed by <see cref="IAuditLog"/>. Thread safe.</summary>
public static partial class AuditMetrics
{
    private static readonly LabelBound s_events = new();
    private static readonly Counter<long> s_recorded = TakumiMeter.Instance.CreateCounter<long>("audit.events", unit: null, "Audit events recorded, by kind and result.");

    /// <summary>An event was recorded.</summary>
    public static void Recorded(string @event, AuditResult result)
    {
        if (s_recorded.Enabled)
            s_recorded.Add(1, new("event", s_events.Of(@event)), new("result", TextOf(result)));
    }

    internal static string TextOf(AuditResult result) => result == AuditResult.Success ? "success" : "failure";
}
