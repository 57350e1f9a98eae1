using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>
/// The first pass: all segments in parallel, joined in order. A journal without a flaw needs no other; at the first flaw it stops and says
/// from where on it has to be looked at closely.
/// </summary>
internal sealed class JournalScan(JournalInventory inventory, NoteShelf notes, string? origin, int parallelism, Action<long> onRead)
{
    private readonly List<(int Segment, string Text)> _remarks = [];

    public Findings Findings { get; } = new();

    /// <summary>Whether something is wrong, so that <see cref="Findings"/> is not the whole truth.</summary>
    public bool IsFlawed { get; private set; }

    /// <summary>The last segment before which every record is covered by a checkpoint that the records agree with.</summary>
    public int ConfirmedSegment { get; private set; }

    /// <summary>The records before that segment.</summary>
    public CompactRange Confirmed { get; private set; } = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<SegmentScan>>();
        var lines = new CompactRange();
        try
        {
            for (var (i, next) = (0, 0); i < inventory.Segments.Count && !IsFlawed; i++)
            {
                for (; next < inventory.Segments.Count && running.Count < parallelism; next++)
                {
                    var index = next;
                    running.Enqueue(Task.Run(() => SegmentScan.Run(inventory, index, notes, origin, onRead, stop.Token), stop.Token));
                }

                Join(i, lines, await running.Dequeue().ConfigureAwait(false));
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Findings.Records = lines.End;
        IsFlawed |= lines.End < notes.Largest;
        // Where a line may be bad, that it differs from its leaf hash says nothing against the hash.
        Findings.Remarks.AddRange(_remarks.Where(r => !IsFlawed || r.Segment < ConfirmedSegment).Select(r => r.Text));
    }

    private void Join(int index, CompactRange lines, SegmentScan segment)
    {
        IsFlawed = segment.Lines.Begin != lines.End;
        if (IsFlawed)
            return;

        var before = lines.Copy();
        foreach (var (size, upToNote) in segment.Notes)
        {
            var tree = before.Copy();
            tree.Append(upToNote);
            var root = tree.Root();
            IsFlawed = !size.TrueForAll(note => note.Checkpoint.Root == root);
            if (IsFlawed)
                return;
            size.ForEach(Findings.Agreed);
            (ConfirmedSegment, Confirmed) = (index, before);
        }

        IsFlawed = !segment.IsClean;
        lines.Append(segment.Lines);
        Findings.Retentions.AddRange(segment.Retentions);
        if (segment.Remark is { } remark)
            _remarks.Add((index, remark));
    }
}
