using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>
/// Roots of ranges of records, from the leaf hashes beside the segments: what proofs are made of. Nothing here is trusted: a proof that is made
/// of wrong hashes does not lead to the signed root. Holds one segment's hashes in memory.
/// </summary>
internal sealed class LeafTree(JournalInventory inventory)
{
    /// <summary>RFC 6962's MTH(D[from:to]).</summary>
    /// <exception cref="UnusableAuditInputException">Records of the range, and their leaf hashes, are missing.</exception>
    public MerkleHash RootOf(long from, long to)
    {
        var tree = new CompactRange();
        foreach (var hash in Between(from, to))
            tree.Append(hash);
        return tree.Root();
    }

    /// <summary>The range at its place in the tree.</summary>
    /// <inheritdoc cref="RootOf" path="/exception"/>
    public CompactRange Range(long from, long to)
    {
        var range = new CompactRange(from);
        foreach (var hash in Between(from, to))
            range.Append(hash);
        return range;
    }

    private IEnumerable<MerkleHash> Between(long from, long to)
    {
        for (var (i, next) = (Math.Max(0, inventory.Segments.FindLastIndex(s => s.First <= from)), from); next < to; i++)
        {
            var first = i < inventory.Segments.Count ? inventory.Segments[i].First : long.MaxValue;
            var hashes = first <= next ? SegmentHashes.Load(inventory, i, to) : [];
            if (first + hashes.Count <= next)
                throw new UnusableAuditInputException($"Record {next} and its leaf hash are missing in '{inventory.Layout.Root}'.");
            for (; next < to && next < first + hashes.Count; next++)
                yield return hashes[(int)(next - first)];
        }
    }
}
