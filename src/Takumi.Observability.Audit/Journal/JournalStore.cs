using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// An open journal: its last segment, the leaf hashes beside it, and the tree over all records. Made by <see cref="JournalRecovery"/>,
/// owned by the journal's thread.
/// </summary>
internal sealed class JournalStore : IDisposable
{
    private readonly IDisk _disk;
    private readonly JournalLayout _layout;
    private readonly CompactRange _tree;
    private IDiskFile _segment;
    private IDiskFile _leaves;
    private byte[] _hashes = new byte[256 * MerkleHash.Length];
    private long _leafCount;

    public JournalStore(IDisk disk, JournalLayout layout, Genesis? genesis, DurableMark mark, CompactRange tree, RecordKind? lastKind)
    {
        _disk = disk;
        _layout = layout;
        _tree = tree;
        Genesis = genesis;
        Mark = mark;
        LastKind = lastKind;
        _segment = disk.Open(layout.Segment(mark.Segment));
        _leaves = disk.Open(layout.Leaves(mark.Segment));
        _leafCount = mark.NextSequence - mark.Segment;
    }

    /// <summary>Null as long as the journal is new and empty.</summary>
    public Genesis? Genesis { get; set; }

    /// <summary>The kind of the last record found at opening, recoveries aside; null if there is none.</summary>
    public RecordKind? LastKind { get; }

    /// <summary>How far everything is durable.</summary>
    public DurableMark Mark { get; private set; }

    /// <summary>Appends a batch. On return all its lines are durable; after an exception none of them counts as written.</summary>
    /// <exception cref="AppendException">The disk refused; the exception says whether the lines may be there all the same.</exception>
    public void Append(LineBatch batch)
    {
        try
        {
            _segment.Write(batch.Bytes, Mark.Length);
            _segment.Sync();
        }
        catch (DiskException cause)
        {
            throw new AppendException(TryCutBack() ? AuditFailure.NotWritten : AuditFailure.Unknown, cause);
        }

        Mark = Mark with { Length = Mark.Length + batch.Length, NextSequence = batch.Next };
        foreach (var hash in batch.LeafHashes)
            _tree.Append(hash);
    }

    /// <summary>Writes the leaf hashes of an appended batch, after its waiters have been told: they are a copy and promise nothing.</summary>
    /// <exception cref="DiskException">The copy is in doubt: a reopen makes it anew.</exception>
    public void AppendLeafHashes(LineBatch batch)
    {
        var length = batch.Count * MerkleHash.Length;
        if (_hashes.Length < length)
            _hashes = new byte[length];
        batch.CopyLeafHashes(_hashes);
        _leaves.Write(_hashes.AsSpan(0, length), _leafCount * MerkleHash.Length);
        _leafCount += batch.Count;
    }

    /// <summary>Closes the segment and begins the next. A segment without lines stays as it is.</summary>
    /// <exception cref="DiskException">It is in doubt which segment is the last: reopen.</exception>
    public void Rotate()
    {
        if (Mark.NextSequence == Mark.Segment)
            return;
        _leaves.Sync(); // a closed segment has all of them: only the last one's are ever repaired
        var next = Mark.NextSequence;
        var segment = _disk.Open(_layout.Segment(next));
        _segment.Dispose();
        _segment = segment;
        var leaves = _disk.Open(_layout.Leaves(next));
        _leaves.Dispose();
        _leaves = leaves;
        _disk.SyncDirectory(_layout.Segments);
        _leafCount = 0;
        Mark = new DurableMark(next, 0, next);
    }

    public MerkleHash Root() => _tree.Root();

    public void Dispose()
    {
        _segment.Dispose();
        _leaves.Dispose();
    }

    // A failed sync is never repeated on the same pages: they are dropped, and the cut is what is synced.
    private bool TryCutBack()
    {
        try
        {
            _segment.SetLength(Mark.Length);
            _segment.Sync();
            return true;
        }
        catch (DiskException)
        {
            return false;
        }
    }
}
