namespace Takumi.Observability;

/// <summary>Where a durable log keeps a record.</summary>
/// <param name="Log">Origin of the log.</param>
/// <param name="Sequence">Sequence number in the log, from 0, without gaps; also the leaf index of its Merkle tree.</param>
/// <param name="LeafHash">RFC 6962 leaf hash of the stored line, 32 bytes.</param>
public sealed record AuditPosition(string Log, long Sequence, ReadOnlyMemory<byte> LeafHash);
