namespace Takumi.Observability.Auditing;

/// <summary>How far a log is shipped, as the database says.</summary>
/// <param name="Next">Sequence of the next line.</param>
/// <param name="LeafHash">Leaf hash of the line before it; empty if there is none.</param>
internal readonly record struct AuditCursor(long Next, byte[] LeafHash);
