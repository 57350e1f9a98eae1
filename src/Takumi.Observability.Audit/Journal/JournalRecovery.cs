using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// Opens a journal, new or old, after whatever happened to it: keeps the valid contiguous lines, sets aside what a crash left behind them,
/// and refuses what no crash can leave. Nothing is changed before everything is known to be well.
/// </summary>
internal sealed class JournalRecovery(IDisk disk, JournalLayout layout)
{
    /// <param name="mark">How far this process knows the journal to be durable; null when it opens it first.</param>
    /// <param name="known">Trees that must still be there.</param>
    /// <exception cref="JournalRefusedException">A person has to decide.</exception>
    /// <exception cref="DiskException">The disk refused; it may be tried again.</exception>
    public JournalStore Open(DurableMark? mark, IReadOnlyList<KnownTree> known)
    {
        var segments = Segments();
        if (segments.Count == 0)
            segments.Add(Create(mark, known));
        if (segments[0] > 0)
            RefuseUndropped(segments[0], mark, known);
        if (mark is { } durable)
            CutToMark(durable, segments);

        using var last = disk.Open(layout.Segment(segments[^1]));
        var scan = SegmentScan.Run(last, segments[^1]);
        RefuseImpossibleDamage(scan, known);
        var tree = Rebuild(segments, scan, known);
        CutTorn(last, scan);
        Rewrite(last, scan);
        RewriteLeafHashes(scan);
        disk.SyncDirectory(layout.Segments);
        return new JournalStore(disk, layout, ReadGenesis(), new DurableMark(scan.First, scan.ValidLength, scan.Next), tree, LastKind(segments, scan));
    }

    /// <summary>The genesis record, or null if there is no whole one.</summary>
    public Genesis? ReadGenesis()
    {
        if (Segments() is not [var oldest, ..])
            return null;
        if (oldest > 0)
            return Genesis.Of(DroppedSegments.Read(disk, layout, oldest).Record);
        using var file = disk.Open(layout.Segment(0));
        var buffer = new byte[JournalLimits.LineBytes + 1];
        var line = buffer.AsMemory(0, file.Read(buffer, 0));
        var end = line.Span.IndexOf((byte)'\n');
        return end >= 0 && LineReader.TryRead(line.Span[..end], 0, out _, out _) ? Genesis.Parse(line[..end]) : null;
    }

    private List<long> Segments() => JournalLayout.Numbers(disk.List(layout.Segments), JournalLayout.SegmentSuffix);

    /// <summary>Segments may be gone if a record says so that was signed before they went. A reopen by the process that checked it does not ask for the note again.</summary>
    private void RefuseUndropped(long oldest, DurableMark? mark, IReadOnlyList<KnownTree> known)
    {
        var (_, sequence) = DroppedSegments.Read(disk, layout, oldest);
        if (mark is null && !known.Any(tree => tree.Size > sequence))
            throw new JournalRefusedException($"The records below {oldest} of {layout.Root} were dropped, and no checkpoint covers record {sequence}, which says so. Restore the notes from a copy.");
    }

    private long Create(DurableMark? mark, IReadOnlyList<KnownTree> known)
    {
        if (mark is { NextSequence: > 0 and var count })
            throw new JournalRefusedException($"{layout.Segments} held {count} records and is empty now: somebody removed it while the service ran.");
        if (known.Count > 0)
            throw new JournalRefusedException($"{layout.Segments} has no segment, but {known[0].Where} covers {known[0].Size} records.");
        using var segment = disk.Open(layout.Segment(0));
        disk.SyncDirectory(layout.Segments);
        return 0;
    }

    /// <summary>Drops what the page cache may show beyond the last successful sync of this process. Its writers have been told so.</summary>
    private void CutToMark(DurableMark mark, List<long> segments)
    {
        if (!segments.Contains(mark.Segment))
            throw new JournalRefusedException($"Segment {layout.Segment(mark.Segment)} is gone: somebody removed it while the service ran.");
        using var file = disk.Open(layout.Segment(mark.Segment));
        if (file.Length < mark.Length)
            throw new JournalRefusedException($"Segment {layout.Segment(mark.Segment)} has {file.Length} bytes, {mark.Length} were durable: somebody cut it.");
        file.SetLength(mark.Length);
        file.Sync();
    }

    private void RefuseImpossibleDamage(SegmentScan scan, IReadOnlyList<KnownTree> known)
    {
        var path = layout.Segment(scan.First);
        foreach (var tree in known)
        {
            if (tree.Size > scan.Next)
            {
                var what = scan.Fault is null ? $"the journal has {scan.Next}" : $"{path} is damaged at offset {scan.ValidLength}, sequence {scan.Next} ({scan.Fault})";
                throw new JournalRefusedException($"{tree.Where} covers {tree.Size} records, but {what}. A restored snapshot or a cut log must not be continued: that would sign a fork.");
            }
        }

        var torn = scan.FileLength - scan.ValidLength;
        if (torn > JournalLimits.BatchBytes)
        {
            throw new JournalRefusedException(
                $"{path} is damaged at offset {scan.ValidLength} ({scan.Fault}) and {torn} bytes follow; a crash leaves at most {JournalLimits.BatchBytes}. Restore it from a copy.");
        }
    }

    /// <summary>Builds the tree over all records and holds it against every tree that is known.</summary>
    private CompactRange Rebuild(List<long> segments, SegmentScan scan, IReadOnlyList<KnownTree> known)
    {
        var tree = Rebuild(segments, scan, known, ClosedSegment.LeafHashes, out var differing);
        // The leaf hashes are a copy that nobody vouches for: before the log is blamed, they are made anew from the lines.
        if (differing is not null)
            tree = Rebuild(segments, scan, known, ClosedSegment.Rebuild, out differing);
        return differing is not { } other ? tree : throw new JournalRefusedException(
            $"{other.Where} and the first {other.Size} records of {layout.Root} disagree: the log was altered, or is a fork of the one that was signed. It must not be continued.");
    }

    private CompactRange Rebuild(
        List<long> segments, SegmentScan scan, IReadOnlyList<KnownTree> known, Func<IDisk, JournalLayout, long, long, byte[]> leafHashes, out KnownTree? differing)
    {
        var tree = new CompactRange();
        var expected = new Queue<KnownTree>(known.OrderBy(t => t.Size));
        KnownTree? found = null;
        foreach (var hash in DroppedSegments.LeafHashes(disk, layout, segments[0]))
            Append(hash);
        for (var i = 0; i + 1 < segments.Count; i++)
        {
            var hashes = leafHashes(disk, layout, segments[i], segments[i + 1]);
            for (var offset = 0; offset < hashes.Length; offset += MerkleHash.Length)
                Append(new MerkleHash(hashes.AsSpan(offset, MerkleHash.Length)));
        }

        foreach (var hash in scan.LeafHashes)
            Append(hash);
        differing = found;
        return tree;

        void Append(in MerkleHash hash)
        {
            tree.Append(hash);
            while (expected.TryPeek(out var next) && next.Size == tree.End)
            {
                if (expected.Dequeue().Root != tree.Root())
                    found ??= next;
            }
        }
    }

    private void CutTorn(IDiskFile last, SegmentScan scan)
    {
        if (scan.FileLength == scan.ValidLength)
            return;
        var torn = new byte[scan.FileLength - scan.ValidLength];
        last.Read(torn, scan.ValidLength);
        TornTail.Save(disk, layout, scan.First, scan.ValidLength, torn);
        last.SetLength(scan.ValidLength);
        last.Sync();
    }

    /// <summary>
    /// Writes the last batch once more and syncs it. A line that was read may be in the page cache alone: after a failed sync its pages count as
    /// clean, and no later sync would write them. Only new writes do.
    /// </summary>
    private static void Rewrite(IDiskFile last, SegmentScan scan)
    {
        var tail = new byte[Math.Min(scan.ValidLength, JournalLimits.BatchBytes)];
        var start = scan.ValidLength - tail.Length;
        last.Read(tail, start);
        last.Write(tail, start);
        last.Sync();
    }

    /// <summary>Makes the leaf hashes of the last segment anew, whatever a read shows: for them as for the lines, the page cache may be all that has them.</summary>
    private void RewriteLeafHashes(SegmentScan scan)
    {
        var hashes = new byte[scan.LeafHashes.Count * MerkleHash.Length];
        for (var i = 0; i < scan.LeafHashes.Count; i++)
            scan.LeafHashes[i].Span.CopyTo(hashes.AsSpan(i * MerkleHash.Length));
        disk.Replace(layout.Leaves(scan.First), hashes);
    }

    /// <summary>The kind of the last record, for which an empty last segment asks the one before it.</summary>
    private RecordKind? LastKind(List<long> segments, SegmentScan scan)
    {
        if (scan.Next > scan.First || segments.Count < 2)
            return scan.LastKind;
        using var file = disk.Open(layout.Segment(segments[^2]));
        return SegmentScan.Run(file, segments[^2]).LastKind;
    }
}
