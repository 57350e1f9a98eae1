namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>Step 7: goes through the lines of all segments, up to the first fault.</summary>
/// <param name="leaves">The leaf hashes, of which the first <paramref name="signed"/> (T) were signed.</param>
/// <param name="covered">C, the largest size of all notes.</param>
internal sealed class LineWalk(SegmentList segments, MerkleTree leaves, long signed, long covered, string? origin)
{
    private const long LargestBatch = 1_048_576;

    private readonly List<byte[]> _hashes = [.. segments.DroppedLeaves];
    private readonly List<(long Sequence, AuditRecord? Record)> _good = [];
    private readonly List<(long From, long To)> _missing = [];
    private long _expected = segments.DroppedEnd;

    public long? Fault { get; private set; }

    public long? Missing => _missing.Count > 0 ? _missing[0].From : null;

    public bool Torn { get; private set; }

    /// <summary>The good lines; one that was signed is good even if it is no valid record.</summary>
    public IReadOnlyList<(long Sequence, AuditRecord? Record)> Good => _good;

    /// <summary>The tree over the lines up to the first missing record and up to the fault.</summary>
    public MerkleTree Tree => new(Fault is { } fault && fault < _hashes.Count ? _hashes[..(int)fault] : _hashes);

    public void Go()
    {
        var files = segments.WithLines;
        for (var i = 0; i < files.Count && Fault is null; i++)
        {
            if (files[i].First > _expected)
                Miss(files[i].First);
            if (files[i].First < _expected)
                Fault = _expected;
            foreach (var line in (files[i].Lines ?? []).TakeWhile(_ => Fault is null && !Torn))
                Meet(line, isLastSegment: i == files.Count - 1);
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

        if (_missing.Count == 0)
            _hashes.Add(line.Hash);
        _good.Add((_expected, line.Record));
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
