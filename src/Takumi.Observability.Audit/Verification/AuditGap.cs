namespace Takumi.Observability.Verification;

/// <summary>Records that are missing.</summary>
/// <param name="First">Sequence of the first one.</param>
/// <param name="Last">Sequence of the last one.</param>
public sealed record AuditGap(long First, long Last)
{
    /// <summary>How many there are.</summary>
    public long Count => Last - First + 1;
}
