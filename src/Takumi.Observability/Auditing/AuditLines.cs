namespace Takumi.Observability.Auditing;

/// <summary>Consecutive lines of a log, byte for byte as they are stored, without LF.</summary>
/// <param name="First">Sequence of the first line.</param>
/// <param name="Lines">In the buffer that the reader gave.</param>
public sealed record AuditLines(long First, IReadOnlyList<ReadOnlyMemory<byte>> Lines)
{
    /// <summary>The sequence after the last line.</summary>
    public long Next => First + Lines.Count;
}
