namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <param name="First">The sequence that its name says.</param>
/// <param name="Lines">What its .jsonl holds; null if there is none.</param>
/// <param name="Leaves">The whole hashes that its .leaves holds; none if there is no such file.</param>
/// <param name="LeavesEnd">The sequence behind the last of them; null if the file ends within a hash.</param>
internal sealed record Segment(long First, IReadOnlyList<SegmentLine>? Lines, IReadOnlyList<byte[]> Leaves, long? LeavesEnd)
{
    private const int HashBytes = 32;

    public IEnumerable<byte[]> LineHashes => (Lines ?? []).Where(line => line.Ended).Select(line => line.Hash);

    public static Segment Read(string folder, string name, long first)
    {
        var (lines, leaves) = (ReadIfThere(Path.Combine(folder, name + ".jsonl")), ReadIfThere(Path.Combine(folder, name + ".leaves")) ?? []);
        var wholeHashes = leaves.Length / HashBytes;
        return new Segment(
            first,
            lines is null ? null : Split(lines),
            [.. leaves.Chunk(HashBytes).Take(wholeHashes)],
            leaves.Length % HashBytes == 0 ? first + wholeHashes : null);
    }

    private static byte[]? ReadIfThere(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

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
