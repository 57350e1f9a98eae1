using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>
/// The leaf hashes that a journal keeps beside its lines, for saying which line is bad. They are worth something only below
/// <see cref="TrustedSize"/>, where a signed root covers them. Holds one segment's hashes in memory.
/// </summary>
internal sealed class LeafHashes
{
    private readonly JournalInventory _inventory;
    private readonly long _largestNote;
    private int _loaded = -1;
    private int _lastFolded;
    private List<MerkleHash> _hashes = [];

    /// <summary>How many leaf hashes agree with every checkpoint up to there.</summary>
    public long TrustedSize { get; private set; }

    private LeafHashes(JournalInventory inventory, long largestNote) => (_inventory, _largestNote) = (inventory, largestNote);

    public static LeafHashes Read(JournalInventory inventory, JournalScan scan, NoteShelf notes, CancellationToken cancellationToken)
    {
        var hashes = new LeafHashes(inventory, notes.Largest);
        hashes.Fold(scan.ConfirmedSegment, scan.Confirmed.Copy(), notes, cancellationToken);
        return hashes;
    }

    /// <summary>Whether <paramref name="hash"/> is what was signed as the leaf <paramref name="sequence"/>.</summary>
    public bool Signed(long sequence, in MerkleHash hash)
    {
        if (sequence < 0 || sequence >= TrustedSize)
            return false;
        var index = _inventory.Segments.FindLastIndex(_lastFolded, s => s.First <= sequence);
        return Of(index)[(int)(sequence - _inventory.Segments[index].First)] == hash;
    }

    /// <summary>Folds the hashes from a segment on, up to the first gap or the first checkpoint that they contradict.</summary>
    private void Fold(int firstSegment, CompactRange tree, NoteShelf notes, CancellationToken cancellationToken)
    {
        TrustedSize = tree.End;
        using var due = notes.Between(tree.End, long.MaxValue).GetEnumerator();
        var isDue = due.MoveNext();
        for (var i = firstSegment; i < _inventory.Segments.Count && isDue && _inventory.Segments[i].First == tree.End; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _lastFolded = i;
            foreach (var hash in Of(i))
            {
                tree.Append(hash);
                var isSigned = isDue && due.Current.Size == tree.End;
                for (; isDue && due.Current.Size == tree.End; isDue = due.MoveNext())
                {
                    if (tree.Root() != due.Current.Checkpoint.Root)
                        return;
                }

                TrustedSize = isSigned ? tree.End : TrustedSize;
            }
        }
    }

    private List<MerkleHash> Of(int index)
    {
        if (_loaded != index)
        {
            _hashes = SegmentHashes.Load(_inventory, index, _largestNote); // what no note covers is worth nothing
            _loaded = index;
        }

        return _hashes;
    }
}
