namespace Takumi.Observability.Verification;

/// <summary>How far a verification is.</summary>
/// <param name="BytesRead">Bytes of records read in this pass.</param>
/// <param name="TotalBytes">Bytes of records in the journal when it began.</param>
/// <param name="Locating">Whether something was found, and this is the second pass, which locates it.</param>
public readonly record struct AuditVerificationProgress(long BytesRead, long TotalBytes, bool Locating);
