using Takumi.Observability.Format;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>The fast look at one segment: it says whether everything is as it should be, and leaves it to <see cref="FaultLocator"/> to say what is not.</summary>
internal sealed class SegmentScan
{
    private const int LinesBetweenCancellationChecks = 4096;

    private SegmentScan(CompactRange lines) => Lines = lines;

    /// <summary>Whether the lines are as many as the name of the next segment says, and those that no checkpoint covers valid and in sequence.</summary>
    public bool IsClean { get; private set; }

    /// <summary>The hashes of the segment's lines.</summary>
    public CompactRange Lines { get; }

    /// <summary>The checkpoints whose size lies in this segment, those of one size together, with the hashes of its lines up to there.</summary>
    public List<(List<AttestedNote> OfOneSize, CompactRange Lines)> Notes { get; } = [];

    /// <summary>Records that say what was dropped, where anything was.</summary>
    public List<(long Sequence, RetentionRecord Record)> Retentions { get; } = [];

    /// <summary>Whether the leaf hashes beside the segment are damaged.</summary>
    public string? Remark { get; private set; }

    public static SegmentScan Run(JournalInventory inventory, int index, NoteShelf notes, string? origin, Action<long> onRead, CancellationToken cancellationToken)
    {
        var files = inventory.Segments[index];
        var scan = new SegmentScan(new CompactRange(files.First));
        if (files.HasLines)
            scan.Read(inventory, index, notes, origin, onRead, cancellationToken);
        else if (files.First < inventory.DroppedEnd)
            scan.ReadHashes(inventory, index, notes);
        return scan;
    }

    /// <summary>Takes the leaf hashes of a dropped segment for its lines.</summary>
    private void ReadHashes(JournalInventory inventory, int index, NoteShelf notes)
    {
        using var due = notes.Between(Lines.Begin, inventory.EndOf(index)!.Value).GetEnumerator();
        var isDue = due.MoveNext();
        foreach (var hash in SegmentHashes.Load(inventory, index, inventory.DroppedEnd))
        {
            Lines.Append(hash);
            TakeNotes(due, ref isDue);
        }

        IsClean = true;
    }

    private void TakeNotes(IEnumerator<AttestedNote> due, ref bool isDue)
    {
        if (isDue && due.Current.Size == Lines.End)
            Notes.Add(([], Lines.Copy()));
        for (; isDue && due.Current.Size == Lines.End; isDue = due.MoveNext())
            Notes[^1].OfOneSize.Add(due.Current);
    }

    private void Read(JournalInventory inventory, int index, NoteShelf notes, string? origin, Action<long> onRead, CancellationToken cancellationToken)
    {
        var end = inventory.EndOf(index);
        using var due = notes.Between(Lines.Begin, end ?? long.MaxValue).GetEnumerator();
        var isDue = due.MoveNext();
        using var stored = LeafHashFile.Open(inventory, index);
        using var reader = new SegmentReader(inventory.Layout.Segment(Lines.Begin), onRead);
        while (reader.TryRead(out var line))
        {
            var sequence = Lines.End;
            // Below the largest checkpoint the hash decides what a line must be; beyond it only the format can.
            if (sequence >= notes.Largest && !LineReader.TryRead(line, sequence, out _, out _))
                return;
            if (sequence == 0 && !GenesisRecord.Names(line, origin))
                return;

            var leaf = MerkleHasher.HashLeaf(line);
            Lines.Append(leaf);
            stored.Compare(sequence, leaf);
            TakeNotes(due, ref isDue);
            if (inventory.DroppedEnd > 0 && RetentionRecord.Parse(line, sequence) is { } retention)
                Retentions.Add((sequence, retention));
            if (sequence % LinesBetweenCancellationChecks == 0)
                cancellationToken.ThrowIfCancellationRequested();
        }

        IsClean = reader.Rest == 0 && (end is null || end == Lines.End);
        Remark = stored.Remark(isLast: end is null, Lines.End);
    }
}
