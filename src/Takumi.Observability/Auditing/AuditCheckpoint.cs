namespace Takumi.Observability.Auditing;

/// <summary>A signed statement about the first records of a log. Immutable.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many records, from sequence 0.</param>
/// <param name="RootHash">Root of their Merkle tree (RFC 6962), 32 bytes.</param>
/// <param name="Note">The C2SP signed note, UTF-8: what a verifier is given.</param>
/// <param name="SignedAt">When, by the clock of the machine; of a handover that an anchor gets later, when the checkpoint after it was. Proves nothing.</param>
public sealed record AuditCheckpoint(string Origin, long Size, ReadOnlyMemory<byte> RootHash, ReadOnlyMemory<byte> Note, DateTimeOffset SignedAt);
