using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Checkpoints;

/// <summary>Computes a root from the leaf hashes beside the segments, away from the journal's thread.</summary>
internal static class LeafFiles
{
    /// <summary>The root over the first <paramref name="size"/> records; null if there are fewer hashes.</summary>
    public static MerkleHash? RootAt(IDisk disk, JournalLayout layout, long size)
    {
        var tree = new CompactRange();
        foreach (var first in JournalLayout.Numbers(disk.List(layout.Segments), JournalLayout.LeavesSuffix))
        {
            if (first != tree.End || disk.Read(layout.Leaves(first)) is not { } hashes)
                break;
            for (var offset = 0; offset + MerkleHash.Length <= hashes.Length && tree.End < size; offset += MerkleHash.Length)
                tree.Append(new MerkleHash(hashes.AsSpan(offset, MerkleHash.Length)));
        }

        return tree.End == size ? tree.Root() : null;
    }
}
