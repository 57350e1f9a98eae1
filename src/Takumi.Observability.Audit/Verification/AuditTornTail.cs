namespace Takumi.Observability.Verification;

/// <summary>Bytes at the end of the last segment that a crash left half written and no checkpoint covers. The writer saves and cuts them off at its next start.</summary>
/// <param name="Segment">File name of the segment.</param>
/// <param name="Offset">First torn byte.</param>
/// <param name="Bytes">How many there are.</param>
public sealed record AuditTornTail(string Segment, long Offset, long Bytes);
