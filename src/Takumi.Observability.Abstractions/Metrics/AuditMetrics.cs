namespace Takumi.Observability;

/// <summary>Audit events. Fed by <see cref="IAuditLog"/>, mute or not: the count has to agree with the trail. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName, IgnoresMute = true)]
public static partial class AuditMetrics
{
    /// <summary>Audit events recorded.</summary>
    [Counter("audit.events")]
    public static partial void Recorded(string @event, AuditResult result);
}
