using System.Buffers.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>
/// The second pass, over a journal with a flaw: line by line, it tells altered lines from missing ones and from a torn tail, and names the
/// first bad one. The steps are those of the README, "What a verifier does".
/// </summary>
internal sealed class FaultLocator
{
    private readonly JournalInventory _inventory;
    private readonly string? _origin;
    private readonly Action<long> _onRead;
    private readonly CancellationToken _cancellationToken;
    private readonly Findings _findings;
    private readonly int _firstSegment;
    private readonly LeafHashes _leaves;
    private readonly CompactRange _lines;
    private readonly long _largestNote;
    private readonly IEnumerator<AttestedNote> _due;
    private bool _hasDue;
    private AttestedNote? _contradicted;
    private bool _isForked;
    private long _expected;
    private Place _place;
    private Place? _firstGap;

    private FaultLocator(JournalInventory inventory, NoteShelf notes, string? origin, JournalScan scan, Action<long> onRead, CancellationToken cancellationToken)
    {
        _inventory = inventory;
        _origin = origin;
        _onRead = onRead;
        _cancellationToken = cancellationToken;
        _findings = scan.Findings;
        _firstSegment = scan.ConfirmedSegment;
        _leaves = LeafHashes.Read(inventory, scan, notes, cancellationToken);
        _lines = scan.Confirmed.Copy();
        _expected = _lines.End;
        _largestNote = notes.Largest;
        _due = notes.Between(_expected, long.MaxValue).GetEnumerator();
        _hasDue = _due.MoveNext();
    }

    /// <summary>Where in the files the line under examination stands.</summary>
    private readonly record struct Place(string Segment, long Line, long Offset);

    private bool IsOver => _findings.Fault is not null || _findings.TornTail is not null;

    public static Findings Run(JournalInventory inventory, NoteShelf notes, string? origin, JournalScan scan, Action<long> onRead, CancellationToken cancellationToken)
    {
        var locator = new FaultLocator(inventory, notes, origin, scan, onRead, cancellationToken);
        using (locator._due)
            return locator.Run();
    }

    private Findings Run()
    {
        for (var i = _firstSegment; i < _inventory.Segments.Count && !IsOver; i++)
        {
            if (_inventory.Segments[i].HasLines)
                Walk(i);
            else if (_inventory.Segments[i].First < _inventory.DroppedEnd)
                TakeDropped(i);
        }

        _findings.Records = _expected;
        if (_findings.Fault is null && _expected < _largestNote)
            _findings.AddMissing(_expected, _largestNote);
        if (_contradicted is { } note)
            _findings.Fault = FaultBelow(note);
        return _findings;
    }

    /// <summary>Once the key is seen to have signed two histories, a note that agrees says nothing, unless it was held all along.</summary>
    private AuditFault FaultBelow(AttestedNote note)
    {
        var first = _isForked ? _findings.Proven?.Size ?? 0 : Math.Max(_findings.Claimed?.Size ?? 0, _leaves.TrustedSize);
        var reason = _isForked
            ? $"the records are another history than the one that {note} signed, and are signed by the same key: the log has been forked"
            : $"a record in this range is not what {note} signed, and no signed leaf hash tells which";
        return new AuditFault(first, note.Size - 1, null, null, null, reason);
    }

    private void Walk(int index)
    {
        var first = _inventory.Segments[index].First;
        var path = _inventory.Layout.Segment(first);
        _place = new Place(Path.GetFileName(path), 1, 0);
        if (first < _expected)
        {
            _findings.Fault = FaultAt(_expected, _place, $"the segment begins with record {first}, which is there already");
            return;
        }

        if (first > _expected)
            Skip(first);
        using var reader = new SegmentReader(path, _onRead);
        for (var number = 1L; ; number++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var isLine = reader.TryRead(out var line);
            _place = new Place(_place.Segment, number, reader.Offset);
            if (!isLine && reader.Rest == 0)
                return;
            if (isLine && IsGood(line))
                continue;

            var mayBeTorn = _expected >= _leaves.TrustedSize && _expected >= _largestNote && index == _inventory.LastWithLines;
            if (mayBeTorn && reader.Rest <= JournalLimits.BatchBytes)
                _findings.TornTail = new AuditTornTail(_place.Segment, _place.Offset, reader.Rest);
            else
                _findings.Fault = FaultIn(line, isLine);
            return;
        }
    }

    private void TakeDropped(int index)
    {
        foreach (var hash in SegmentHashes.Load(_inventory, index, _inventory.DroppedEnd))
        {
            _expected++;
            Join(hash);
        }
    }

    private bool IsGood(ReadOnlySpan<byte> line)
    {
        var sequence = SequenceOf(line);
        if (_expected == 0 && !(sequence > 0) && !GenesisRecord.Names(line, _origin))
            return false;

        var hash = MerkleHasher.HashLeaf(line);
        if (_expected < _leaves.TrustedSize)
        {
            if (_leaves.Signed(_expected, hash))
                sequence = _expected;
            else if (!(sequence > _expected && _leaves.Signed(sequence.Value, hash)))
                return false;
        }
        else if (!(sequence >= _expected && LineReader.TryRead(line, sequence.Value, out _, out _)))
        {
            return false;
        }

        if (sequence > _expected)
            Skip(sequence.Value);
        if (_inventory.DroppedEnd > 0 && RetentionRecord.Parse(line, _expected) is { } retention)
            _findings.Retentions.Add((_expected, retention));
        Take(hash);
        return true;
    }

    /// <summary>The records up to <paramref name="next"/> are missing, unless one of them turns up later.</summary>
    private void Skip(long next)
    {
        _firstGap ??= _place;
        _findings.AddMissing(_expected, next);
        _expected = next;
    }

    private void Take(in MerkleHash hash)
    {
        _findings.HasUntiedLines |= _expected >= _leaves.TrustedSize && _expected < _largestNote;
        _expected++;
        if (_findings.Missing.Count == 0)
            Join(hash);
    }

    private void Join(in MerkleHash hash)
    {
        _lines.Append(hash);
        var due = new List<AttestedNote>();
        for (; _hasDue && _due.Current.Size == _lines.End; _hasDue = _due.MoveNext())
            due.Add(_due.Current);
        if (due.Count > 0)
            Compare(due, _lines.Root());
    }

    /// <summary>Holds the lines so far against all notes of their number.</summary>
    private void Compare(List<AttestedNote> notes, MerkleHash root)
    {
        _contradicted ??= notes.Find(note => note.Checkpoint.Root != root);
        var agreed = notes.FindAll(note => note.Checkpoint.Root == root);
        if (_contradicted is not null)
            _isForked |= agreed.Count > 0;
        else
            agreed.ForEach(_findings.Agreed);
    }

    private AuditFault FaultIn(ReadOnlySpan<byte> line, bool isLine)
    {
        var sequence = SequenceOf(line);
        if (isLine && sequence is { } found && _firstGap is { } gap && WasMissing(found, line))
        {
            var first = _findings.Missing[0].First;
            _findings.Missing.Clear();
            return FaultAt(first, gap, $"another record stands where record {first} belongs; record {found} comes after record {_expected - 1}");
        }

        return FaultAt(_expected, _place, Reason(line, isLine, sequence));
    }

    private bool WasMissing(long sequence, ReadOnlySpan<byte> line) =>
        _findings.Missing.Exists(g => sequence >= g.First && sequence <= g.Last)
        && (sequence >= _leaves.TrustedSize || _leaves.Signed(sequence, MerkleHasher.HashLeaf(line)));

    private string Reason(ReadOnlySpan<byte> line, bool isLine, long? sequence)
    {
        if (!isLine)
            return line.Length > JournalLimits.LineBytes ? $"the line is longer than {JournalLimits.LineBytes} bytes" : "the line does not end";
        if (sequence is { } found && found != _expected)
            return $"record {found} stands where record {_expected} belongs";
        if (!LineReader.TryRead(line, _expected, out _, out var fault))
            return fault.ToString();
        return _expected == 0 && !GenesisRecord.Names(line, _origin)
            ? $"the first record is not the beginning of the log '{_origin}'"
            : "the line is not the one that was signed";
    }

    private static AuditFault FaultAt(long sequence, Place place, string reason) =>
        new(sequence, sequence, place.Segment, place.Line, place.Offset, reason);

    /// <summary>What a line says of itself, even if the rest of it is damaged.</summary>
    private static long? SequenceOf(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(RecordSchema.LineStart) || !Utf8Parser.TryParse(line[RecordSchema.LineStart.Length..], out long sequence, out var digits))
            return null;
        var end = RecordSchema.LineStart.Length + digits;
        return end < line.Length && line[end] == ',' && sequence is >= 0 and <= JournalLimits.Integer ? sequence : null;
    }
}
