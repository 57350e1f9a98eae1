using System.Text;
using System.Text.Json;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// The oldest segments, whose lines retention removed and whose leaf hashes it kept. The order is what makes it safe: the record that says so is durable, then a signed
/// note over it, then the file that tells a start where that record is, and only then is a segment removed, one at a time, the directory synced after each.
/// </summary>
internal static class DroppedSegments
{
    /// <param name="disk">Where the journal lies.</param>
    /// <param name="layout">Its files.</param>
    /// <param name="end">Segments that end here or before are removed.</param>
    /// <param name="sequence">The retention record, which a durable note covers.</param>
    public static void Remove(IDisk disk, JournalLayout layout, long end, long sequence)
    {
        disk.Replace(layout.DroppedFile, Encoding.ASCII.GetBytes($"{{\"end\":{end},\"sequence\":{sequence}}}\n"));
        var segments = JournalLayout.Numbers(disk.List(layout.Segments), JournalLayout.SegmentSuffix);
        for (var i = 0; i + 1 < segments.Count && segments[i + 1] <= end; i++)
        {
            disk.Delete(layout.Segment(segments[i]));
            disk.SyncDirectory(layout.Segments); // never a gap: the next one goes when this one is gone for certain
        }
    }

    /// <summary>The record by which everything below the first segment was dropped.</summary>
    /// <param name="disk">Where the journal lies.</param>
    /// <param name="layout">Its files.</param>
    /// <param name="oldest">The first sequence of the first segment that is there.</param>
    /// <exception cref="JournalRefusedException">Nothing says that it was dropped.</exception>
    public static (RetentionRecord Record, long Sequence) Read(IDisk disk, JournalLayout layout, long oldest)
    {
        var sequence = disk.Read(layout.DroppedFile) is { } bytes ? Sequence(bytes) : null;
        return sequence is { } at && Find(disk, layout, at) is { } record && record.End >= oldest
            ? (record, at)
            : throw new JournalRefusedException(
                $"The first segment of {layout.Segments} begins with sequence {oldest}, not 0, and no retention record says that the earlier ones were dropped: they are missing.");
    }

    /// <summary>The leaf hashes of dropped records, [0, <paramref name="oldest"/>).</summary>
    /// <exception cref="JournalRefusedException">They are not whole.</exception>
    public static IEnumerable<MerkleHash> LeafHashes(IDisk disk, JournalLayout layout, long oldest)
    {
        long next = 0;
        foreach (var first in JournalLayout.Numbers(disk.List(layout.Segments), JournalLayout.LeavesSuffix).TakeWhile(first => first < oldest))
        {
            var hashes = first == next ? disk.Read(layout.Leaves(first)) ?? [] : [];
            for (var offset = 0; offset + MerkleHash.Length <= hashes.Length && next < oldest; offset += MerkleHash.Length, next++)
                yield return new MerkleHash(hashes.AsSpan(offset, MerkleHash.Length));
        }

        if (next != oldest)
            throw new JournalRefusedException($"The leaf hash of record {next}, which was dropped, is missing in {layout.Segments}. Restore the .leaves files from a copy: without them no checkpoint can be verified.");
    }

    private static long? Sequence(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.GetProperty("sequence").GetInt64();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static RetentionRecord? Find(IDisk disk, JournalLayout layout, long sequence)
    {
        var first = JournalLayout.Numbers(disk.List(layout.Segments), JournalLayout.SegmentSuffix).LastOrDefault(number => number <= sequence, -1);
        if (first < 0)
            return null;
        using var file = disk.Open(layout.Segment(first));
        RetentionRecord? found = null;
        SegmentLines.Read(file, line =>
        {
            if (first++ < sequence)
                return true;
            found = RetentionRecord.Parse(line, sequence);
            return false;
        });
        return found;
    }
}
