namespace Takumi.Observability;

/// <summary>The kinds of telemetry.</summary>
public enum TelemetrySignal
{
    /// <summary>Spans.</summary>
    Traces,

    /// <summary>Measurements.</summary>
    Metrics,

    /// <summary>Log records.</summary>
    Logs,

    /// <summary>Audit events.</summary>
    Audit,
}
