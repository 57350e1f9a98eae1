using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>A checkpoint that a trusted key signed for this log.</summary>
/// <param name="Checkpoint">What it says.</param>
/// <param name="IsHeld">Whether it came from outside the directory.</param>
/// <param name="Bytes">The whole note.</param>
internal sealed record AttestedNote(Checkpoint Checkpoint, bool IsHeld, ReadOnlyMemory<byte> Bytes)
{
    public long Size => Checkpoint.Size;

    public override string ToString() => IsHeld ? $"the trusted checkpoint over {Size} records" : $"the checkpoint over {Size} records in the directory";
}
