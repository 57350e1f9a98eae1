namespace Takumi.Observability.Verification;

/// <summary>Whether anything that is in the journal was altered.</summary>
public enum AuditIntegrity
{
    /// <summary>No signature that can be checked covers what is there.</summary>
    NotEstablished,

    /// <summary>Something was altered; <see cref="AuditVerification.Fault"/> names the first bad line.</summary>
    Broken,

    /// <summary>Every record below the newest checkpoint is what was signed.</summary>
    Intact,
}
