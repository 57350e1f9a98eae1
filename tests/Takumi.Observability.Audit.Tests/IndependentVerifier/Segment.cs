namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <param name="First">The sequence that its name says.</param>
/// <param name="Lines">What its .jsonl holds; nothing if there is none.</param>
/// <param name="Leaves">What its .leaves holds; nothing if there is none.</param>
/// <param name="WholeLeaves">Whether that file ends behind a hash.</param>
internal sealed record Segment(long First, IReadOnlyList<SegmentLine> Lines, IReadOnlyList<byte[]> Leaves, bool WholeLeaves)
{
    private const int HashBytes = 32;

    public IEnumerable<byte[]> LineHashes => Lines.Where(line => line.Ended).Select(line => line.Hash);

    /// <summary>The hashes of the lines up to the first that does not continue the sequence: the others may be a torn tail, which is no lines.</summary>
    public IEnumerable<byte[]> Continuing => Lines.TakeWhile((line, index) => line.Record?.Sequence == First + index).Select(line => line.Hash);

    public static Segment Read(string folder, string name, long first)
    {
        var leaves = ReadIfThere(Path.Combine(folder, name + ".leaves"));
        return new Segment(
            first,
            Split(ReadIfThere(Path.Combine(folder, name + ".jsonl"))),
            [.. leaves.Chunk(HashBytes).Where(hash => hash.Length == HashBytes)],
            leaves.Length % HashBytes == 0);
    }

    private static byte[] ReadIfThere(string path) => File.Exists(path) ? File.ReadAllBytes(path) : [];

    private static List<SegmentLine> Split(byte[] content)
    {
        var lines = new List<SegmentLine>();
        for (var start = 0; start < content.Length;)
        {
            var end = Array.IndexOf(content, (byte)'\n', start);
            var ended = end >= 0;
            lines.Add(new SegmentLine(content[start..(ended ? end : content.Length)], ended, content.Length - start));
            start = ended ? end + 1 : content.Length;
        }

        return lines;
    }
}
