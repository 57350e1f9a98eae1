namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>Step 7: goes through the lines of all segments, up to the first fault.</summary>
/// <param name="leaves">The leaf hashes, of which the first <paramref name="signed"/> (T) were signed.</param>
/// <param name="covered">C, the largest size of all notes.</param>
internal sealed class LineWalk(SegmentList segments, MerkleTree leaves, long signed, long covered, string? origin)
{
    private const long LargestBatch = 1_048_576;

    private readonly List<byte[]> _hashes = [.. segments.DroppedLeaves];
    private readonly List<AuditRecord> _records = [];
    private readonly List<(long From, long To)> _missing = [];
    private long _expected = segments.DroppedEnd;

    public long? Fault { get; private set; }

    public long? Missing => _missing.Count > 0 ? _missing[0].From : null;

    public bool Torn { get; private set; }

    /// <summary>Whether a line is there that a note covers and of which no signed leaf hash is known.</summary>
    public bool HasUnknownCovered { get; private set; }

    /// <summary>The good lines.</summary>
    public IReadOnlyList<AuditRecord> Records => _records;

    /// <summary>The tree over the lines up to the first missing record and up to the fault.</summary>
    public MerkleTree Tree => new(Fault is { } fault && fault < _hashes.Count ? _hashes[..(int)fault] : _hashes);

    public void Go()
    {
        var kept = segments.Kept;
        for (var i = 0; i < kept.Count && Fault is null; i++)
        {
            if (kept[i].First > _expected)
                Miss(kept[i].First);
            if (kept[i].First < _expected)
                Fault = _expected;
            foreach (var line in (kept[i].Lines ?? []).TakeWhile(_ => Fault is null && !Torn))
                Meet(line, isLastSegment: i == kept.Count - 1);
        }

        if (Fault is null && _expected < covered)
            Miss(covered);
    }

    private void Meet(SegmentLine line, bool isLastSegment)
    {
        var sequence = line.Record?.Sequence ?? -1;
        if (IsNext(line))
            Accept(line);
        else if (sequence > _expected && (_expected >= signed || IsSigned(line, sequence)))
        {
            Miss(sequence);
            Accept(line);
        }
        else if (_expected >= covered && isLastSegment && line.Rest <= LargestBatch)
            Torn = true;
        else
            Refuse(line, sequence);
    }

    private bool IsNext(SegmentLine line) => _expected < signed ? line.Ended && IsLeaf(line, _expected) : line.Record?.Sequence == _expected;

    private bool IsSigned(SegmentLine line, long sequence) => sequence < signed && IsLeaf(line, sequence);

    private bool IsLeaf(SegmentLine line, long index) => line.Hash.AsSpan().SequenceEqual(leaves[index]);

    private void Accept(SegmentLine line)
    {
        if (_expected == 0 && (origin is null || line.Record?.Origin != origin))
        {
            Fault = 0;
            return;
        }

        HasUnknownCovered |= _expected >= signed && _expected < covered;
        if (_missing.Count == 0)
            _hashes.Add(line.Hash);
        if (line.Record is { } record)
            _records.Add(record);
        _expected++;
    }

    private void Miss(long end)
    {
        _missing.Add((_expected, end));
        _expected = end;
    }

    private void Refuse(SegmentLine line, long sequence)
    {
        var wasMissed = _missing.Any(range => range.From <= sequence && sequence < range.To) && (sequence >= signed || IsLeaf(line, sequence));
        Fault = wasMissed ? Missing : _expected;
        if (wasMissed)
            _missing.Clear();
    }
}
