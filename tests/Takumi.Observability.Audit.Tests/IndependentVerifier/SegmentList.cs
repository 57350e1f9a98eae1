namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>The segments in order; the oldest may have lost their lines and kept their leaf hashes (step 5).</summary>
internal sealed class SegmentList
{
    private readonly IReadOnlyList<Segment> _all;
    private readonly int _dropped;

    public SegmentList(IReadOnlyList<Segment> segments)
    {
        _all = segments;
        var withoutLines = segments.TakeWhile(segment => segment.Lines is null).Count();
        var canBeDropped = withoutLines > 0 && withoutLines < segments.Count && segments[0].First == 0
            && Enumerable.Range(0, withoutLines).All(i => segments[i].LeavesEnd == segments[i + 1].First);
        _dropped = canBeDropped ? withoutLines : 0;
    }

    /// <summary>P: the records below it count as dropped for the time being.</summary>
    public long DroppedEnd => _dropped > 0 ? _all[_dropped].First : 0;

    public IEnumerable<byte[]> DroppedLeaves => _all.Take(_dropped).SelectMany(segment => segment.Leaves);

    public IReadOnlyList<Segment> Kept => [.. _all.Skip(_dropped)];

    public IReadOnlyList<Segment> WithLines => [.. _all.Where(segment => segment.Lines is not null)];

    public bool IsEmpty => _all.Count == 0;

    public AuditRecord? Genesis => _all is [{ First: 0, Lines: [{ Record: { Sequence: 0, Origin: not null } genesis }, ..] }, ..] ? genesis : null;
}
