using Takumi.Observability.Format;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>The lines of a journal in order, as they stand there: reading vouches for nothing.</summary>
internal static class JournalLines
{
    public static IEnumerable<byte[]> Read(JournalInventory inventory, int firstSegment = 0)
    {
        foreach (var segment in inventory.Segments.Skip(firstSegment).Where(s => s.HasLines))
        {
            foreach (var line in ReadSegment(inventory.Layout.Segment(segment.First)))
                yield return line;
        }
    }

    public static IEnumerable<byte[]> ReadSegment(string path)
    {
        using var reader = new SegmentReader(path);
        while (Next(reader) is { } line)
            yield return line;
    }

    /// <summary>The line of a record by its place in its segment; null if it is not a valid line of that sequence.</summary>
    public static byte[]? Find(JournalInventory inventory, long sequence)
    {
        var index = inventory.Segments.FindLastIndex(s => s.First <= sequence);
        if (index < 0 || !inventory.Segments[index].HasLines)
            return null;
        var first = inventory.Segments[index].First;
        var line = ReadSegment(inventory.Layout.Segment(first)).ElementAtOrDefault((int)(sequence - first));
        return line is not null && LineReader.TryRead(line, sequence, out _, out _) ? line : null;
    }

    /// <summary>Why <see cref="Find"/> found nothing: as far as the lines say, which are not verified here.</summary>
    public static string WhyMissing(JournalInventory inventory, long sequence)
    {
        var missing = $"Record {sequence} is missing in '{inventory.Layout.Root}'";
        if (sequence >= inventory.DroppedEnd)
            return missing + ".";
        var next = inventory.DroppedEnd;
        var says = Read(inventory).Select(line => (Sequence: next, Retention: RetentionRecord.Parse(line, next++))).FirstOrDefault(said => said.Retention?.End > sequence);
        return says.Retention is { } retention
            ? $"Record {sequence} was dropped from '{inventory.Layout.Root}' by retention, as record {says.Sequence} says: below {retention.End} only leaf hashes are left. Allowed: records from {inventory.DroppedEnd} on, or a copy made before."
            : $"{missing}, and no record says that retention dropped it.";
    }

    /// <summary>The next whole line, or null.</summary>
    public static byte[]? Next(SegmentReader reader) => reader.TryRead(out var line) ? line.ToArray() : null;
}
