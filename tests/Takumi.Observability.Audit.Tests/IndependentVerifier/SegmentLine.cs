namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>The bytes up to an LF, or up to the end of the file: then they are no line, whatever they say.</summary>
/// <param name="Bytes">Without the LF.</param>
/// <param name="Ended">Whether there is an LF.</param>
/// <param name="Rest">Number of bytes from the first of this line to the end of the file.</param>
internal sealed record SegmentLine(byte[] Bytes, bool Ended, long Rest)
{
    public byte[] Hash { get; } = MerkleTree.Leaf(Bytes);

    public AuditRecord? Record { get; } = Ended ? AuditRecord.Parse(Bytes) : null;
}
