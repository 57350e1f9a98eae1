namespace Takumi.Observability.Verification;

/// <summary>Whether everything that was signed is in the journal.</summary>
public enum AuditCompleteness
{
    /// <summary>No checkpoint from outside the directory says how much there must be.</summary>
    NotEstablished,

    /// <summary>Records are missing; <see cref="AuditVerification.Missing"/> names them.</summary>
    Refuted,

    /// <summary>All records below <see cref="AuditVerification.ProvenBelow"/> are there.</summary>
    Proven,
}
