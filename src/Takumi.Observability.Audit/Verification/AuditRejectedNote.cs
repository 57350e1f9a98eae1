namespace Takumi.Observability.Verification;

/// <summary>A checkpoint file in the journal that counts as none.</summary>
/// <param name="File">Its name.</param>
/// <param name="Reason">Why: forged, damaged, signed by a stranger, of another log.</param>
public sealed record AuditRejectedNote(string File, string Reason);
