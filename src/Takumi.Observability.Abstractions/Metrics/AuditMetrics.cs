namespace Takumi.Observability;

/// <summary>Audit events. Fed by <see cref="IAuditLog"/>. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class AuditMetrics
{
    /// <summary>Audit events recorded.</summary>
    [Counter("audit.events")]
    public static partial void Recorded(string @event, AuditResult result);
}
