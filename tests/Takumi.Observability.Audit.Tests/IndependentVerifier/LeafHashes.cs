namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>Step 6: which leaf hashes were signed.</summary>
internal static class LeafHashes
{
    /// <returns>The tree of all leaf hashes that were found, and T: those below it are what was signed.</returns>
    public static (MerkleTree Tree, long Signed) Find(SegmentList segments, string? origin, IReadOnlyList<Note> notes)
    {
        var isThisLog = segments.DroppedEnd > 0 || (segments.Genesis is { } genesis && genesis.Origin == origin);
        var byLines = isThisLog ? Gather(segments, _ => true).AgreedSize(notes) : 0;
        var tree = Gather(segments, end => end < byLines);
        return (tree, tree.AgreedSize(notes));
    }

    /// <param name="segments">From sequence 0 on and up to the first gap.</param>
    /// <param name="fromLines">Whether a segment that ends at a sequence counts with the hashes of its lines; never asked for the last one but with <see cref="long.MaxValue"/>.</param>
    private static MerkleTree Gather(SegmentList segments, Func<long, bool> fromLines)
    {
        var hashes = new List<byte[]>(segments.DroppedLeaves);
        var kept = segments.Kept;
        for (var i = 0; i < kept.Count && kept[i].First == hashes.Count; i++)
        {
            var end = i + 1 < kept.Count ? kept[i + 1].First : long.MaxValue;
            hashes.AddRange(fromLines(end) ? kept[i].LineHashes : Best(kept[i], end));
        }

        return new MerkleTree(hashes);
    }

    private static IEnumerable<byte[]> Best(Segment segment, long end)
    {
        var isLast = end == long.MaxValue;
        return isLast ? segment.Leaves.Concat(segment.LineHashes.Skip(segment.Leaves.Count))
            : segment.LeavesEnd == end ? segment.Leaves
            : segment.LineHashes;
    }
}
