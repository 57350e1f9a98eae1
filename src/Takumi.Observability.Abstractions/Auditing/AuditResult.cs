namespace Takumi.Observability;

/// <summary>How the audited action ended.</summary>
public enum AuditResult
{
    /// <summary>The action took effect.</summary>
    Success,

    /// <summary>The action was refused or failed.</summary>
    Failure,
}
