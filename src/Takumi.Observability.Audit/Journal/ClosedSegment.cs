using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// A segment that another one follows. No crash can damage it, so the writer reads its lines only when the leaf hashes beside it are not
/// whole; to look at every byte is the verifier's work.
/// </summary>
internal static class ClosedSegment
{
    /// <exception cref="JournalRefusedException">The segment is damaged or does not end where the next begins.</exception>
    public static byte[] LeafHashes(IDisk disk, JournalLayout layout, long first, long next)
    {
        using var segment = disk.Open(layout.Segment(first));
        if (LastLineFault(segment, next - 1) is { } fault)
            throw Refuse(layout, first, next, fault);
        var hashes = disk.Read(layout.Leaves(first));
        return hashes?.Length == (next - first) * MerkleHash.Length ? hashes : Rebuild(disk, layout, first, next);
    }

    /// <summary>Makes the leaf hashes from the lines.</summary>
    /// <exception cref="JournalRefusedException">A line is damaged.</exception>
    public static byte[] Rebuild(IDisk disk, JournalLayout layout, long first, long next)
    {
        using var segment = disk.Open(layout.Segment(first));
        var scan = SegmentScan.Run(segment, first);
        if (scan.Fault is { } fault)
            throw Refuse(layout, first, next, $"{fault} of the line at offset {scan.ValidLength}");
        if (scan.Next != next)
            throw Refuse(layout, first, next, $"it ends with sequence {scan.Next - 1}");

        var hashes = new byte[scan.LeafHashes.Count * MerkleHash.Length];
        for (var i = 0; i < scan.LeafHashes.Count; i++)
            scan.LeafHashes[i].Span.CopyTo(hashes.AsSpan(i * MerkleHash.Length));
        disk.Replace(layout.Leaves(first), hashes);
        return hashes;
    }

    private static string? LastLineFault(IDiskFile segment, long sequence)
    {
        var length = segment.Length;
        var tail = new byte[Math.Min(length, JournalLimits.LineBytes + 2)];
        segment.Read(tail, length - tail.Length);
        if (tail is not [.., (byte)'\n'])
            return "its last line has no end";
        var line = tail.AsSpan(..^1);
        return LineReader.TryRead(line[(line.LastIndexOf((byte)'\n') + 1)..], sequence, out _, out var fault) ? null : $"its last line: {fault}";
    }

    private static JournalRefusedException Refuse(JournalLayout layout, long first, long next, string what) => new(
        $"Segment {layout.Segment(first)} is damaged outside the last segment, where no crash can do it ({what}; segment {JournalLayout.Number(next)} follows). " +
        "Restore it from a copy; 'takumi audit verify' names the first bad line.");
}
