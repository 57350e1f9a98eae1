namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>Step 4: which leaf hashes were signed.</summary>
internal static class LeafHashes
{
    /// <returns>The tree of all leaf hashes that were found, and T: those below it are what was signed.</returns>
    public static (MerkleTree Tree, long Signed) Find(IReadOnlyList<Segment> segments, string? origin, IReadOnlyList<Note> notes)
    {
        var byLines = StartsWithGenesis(segments, origin) ? Gather(segments, _ => true).AgreedSize(notes) : 0;
        var tree = Gather(segments, index => index + 1 < segments.Count && segments[index + 1].First < byLines);
        return (tree, tree.AgreedSize(notes));
    }

    private static bool StartsWithGenesis(IReadOnlyList<Segment> segments, string? origin) =>
        segments is [{ First: 0, Lines: [var line, ..] }, ..] && origin is not null && line.Record is { Sequence: 0 } genesis && genesis.Origin == origin;

    private static MerkleTree Gather(IReadOnlyList<Segment> segments, Func<int, bool> fromLines)
    {
        var hashes = new List<byte[]>();
        for (var i = 0; i < segments.Count && segments[i].First == hashes.Count; i++)
            hashes.AddRange(fromLines(i) ? segments[i].LineHashes : Best(segments[i], i + 1 < segments.Count ? segments[i + 1].First : null));
        return new MerkleTree(hashes);
    }

    private static IEnumerable<byte[]> Best(Segment segment, long? next)
    {
        var lines = (next is null ? segment.Continuing : segment.LineHashes).ToList();
        var useLeaves = next is { } end ? segment.WholeLeaves && segment.Leaves.Count == end - segment.First : segment.Leaves.Count >= lines.Count;
        return useLeaves ? segment.Leaves : lines;
    }
}
