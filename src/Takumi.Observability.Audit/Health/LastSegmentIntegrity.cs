using System.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Health;

/// <summary>
/// Holds the last segment that a journal's newest checkpoint covers against that checkpoint: the lines hashed anew, the earlier segments by the leaf hashes beside them.
/// Each run reads what is new; once a minute it starts over from the segment's beginning, so that what rots or is changed under a running service is found. Only reads, and asks
/// nothing of the writer. Signatures and earlier segments are the verifier's business. Not thread safe.
/// </summary>
internal sealed class LastSegmentIntegrity(JournalLayout layout, TimeProvider time)
{
    /// <summary>What one run reads at most, so that a check takes a fraction of a second whatever the length of a segment.</summary>
    public const long BytesPerRun = 32 * 1024 * 1024;

    /// <summary>How long after its beginning a complete pass is followed by the next.</summary>
    public static readonly TimeSpan PassInterval = TimeSpan.FromMinutes(1);

    private CompactRange _before = new();
    private SegmentReading? _reading;
    private long _segment = -1;
    private long _passBegan;
    private long _largest;
    private bool _isComplete;
    private string? _fault;

    /// <summary>What is wrong, or null. What was found stands until a later pass no longer finds it.</summary>
    /// <exception cref="IOException">A file can't be read.</exception>
    public string? Fault(CancellationToken cancellationToken)
    {
        if (Newest() is not { } checkpoint)
            return _largest == 0 ? null : $"The checkpoints are gone; one covered {_largest} records.";
        if (checkpoint.Size < _largest)
            return $"The newest checkpoint covers {checkpoint.Size} records, an earlier one {_largest}.";
        _largest = checkpoint.Size;

        var segment = Numbers(JournalLayout.SegmentSuffix).Where(first => first < checkpoint.Size).DefaultIfEmpty(-1).Max();
        return segment < 0
            ? $"There is no segment, and the newest checkpoint covers {checkpoint.Size} records."
            : Enter(segment) ?? Read(checkpoint, segment, cancellationToken);
    }

    private string? Read(Checkpoint checkpoint, long segment, CancellationToken cancellationToken)
    {
        var isDue = time.GetElapsedTime(_passBegan) >= PassInterval;
        if (_fault is not null && !isDue)
            return _fault;
        if (_reading is null || (_isComplete && isDue))
        {
            _reading = new SegmentReading(layout.Segment(segment), _before);
            _passBegan = time.GetTimestamp();
        }

        var endsTooSoon = _reading.EndsBefore(checkpoint.Size, BytesPerRun, cancellationToken);
        _isComplete = endsTooSoon || _reading.Next == checkpoint.Size;
        if (_isComplete)
        {
            _fault = endsTooSoon ? $"Segment {JournalLayout.Number(segment)} ends before record {_reading.Next}, and the newest checkpoint covers {checkpoint.Size} records."
                : _reading.Root == checkpoint.Root ? null
                : $"The first {checkpoint.Size} records are not those that the newest checkpoint covers: segment {JournalLayout.Number(segment)} or the leaf hashes before it were altered.";
        }

        // What stands until the pass is complete is what the one before it has found.
        return _fault;
    }

    /// <summary>Brings the tree over everything before the segment up to it. Usually that is the segment it was at.</summary>
    private string? Enter(long segment)
    {
        if (segment == _segment)
            return null;
        if (segment < _before.End)
            _before = new CompactRange();

        // Of a segment that retention has dropped the leaf hashes are still there.
        long[] earlier = [.. Numbers(JournalLayout.SegmentSuffix).Union(Numbers(JournalLayout.LeavesSuffix)).Where(first => first >= _before.End && first < segment).Order(), segment];
        foreach (var (first, next) in earlier.Zip(earlier.Skip(1)))
        {
            var hashes = File.ReadAllBytes(layout.Leaves(first));
            if (first != _before.End || hashes.Length != (next - first) * MerkleHash.Length)
                return $"The leaf hashes beside segment {JournalLayout.Number(first)} are not those of records {_before.End} to {next - 1}.";
            for (var offset = 0; offset < hashes.Length; offset += MerkleHash.Length)
                _before.Append(new MerkleHash(hashes.AsSpan(offset, MerkleHash.Length)));
        }

        if (_before.End != segment)
            return $"There are no leaf hashes of records {_before.End} to {segment - 1}.";
        _segment = segment;
        _reading = null;
        _fault = null;
        return null;
    }

    private Checkpoint? Newest()
    {
        if (!File.Exists(layout.NewestFile))
            return null;
        var name = Encoding.ASCII.GetString(File.ReadAllBytes(layout.NewestFile)).TrimEnd('\n');
        return SignedNote.TryParse(File.ReadAllBytes(Path.Join(layout.Checkpoints, Path.GetFileName(name))), out var note, out _) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? checkpoint
            : throw new IOException($"'{name}', which {layout.NewestFile} names, is no checkpoint.");
    }

    private List<long> Numbers(string suffix) => JournalLayout.Numbers(Directory.EnumerateFiles(layout.Segments).Select(path => Path.GetFileName(path)), suffix);
}
