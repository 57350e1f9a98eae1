using Takumi.Observability.Format;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>
/// Which segments are old enough to be dropped. The clock alone is not believed, since a drop can't be taken back: a clock that jumps ahead would make everything old at
/// once. So time has to have passed in the log as well, from segment to segment, where no step counts for more than <see cref="LongestStep"/>; one such step is added to
/// the age for the jump that may be going on now. A clock that is set back makes records young, and they stay longer.
/// </summary>
internal sealed class SegmentAges(IDisk disk, JournalLayout layout, TimeSpan retention)
{
    /// <summary>A segment is closed when it is so old, so that time passes in steps.</summary>
    public static readonly TimeSpan SegmentAge = TimeSpan.FromDays(1);

    public static readonly TimeSpan LongestStep = TimeSpan.FromDays(2);

    private readonly Dictionary<long, DateTimeOffset> _beginnings = [];

    /// <summary>Whether the last segment should be closed for its age.</summary>
    public bool IsLastOld(DateTimeOffset now) => Segments() is [.., var last] && Beginning(last) is { } began && now - began >= SegmentAge;

    /// <summary>The end of the oldest segments that may be dropped; null if there are none. The last segment never is.</summary>
    /// <param name="now">By the clock.</param>
    /// <param name="cancellationToken">Ends the search between two segments, each of which is read.</param>
    public long? Expired(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var segments = Segments();
        long? end = null;
        for (var i = 0; i + 1 < segments.Count && PassedSince(segments, i + 1, now) >= retention + LongestStep && now - Newest(segments[i]) >= retention; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            end = segments[i + 1];
        }

        return end;
    }

    private List<long> Segments() => JournalLayout.Numbers(disk.List(layout.Segments), JournalLayout.SegmentSuffix);

    /// <summary>The time that went by in the log since a segment began.</summary>
    private TimeSpan PassedSince(List<long> segments, int index, DateTimeOffset now)
    {
        var passed = TimeSpan.Zero;
        for (var i = index; i < segments.Count; i++)
        {
            var began = Beginning(segments[i]) ?? now;
            var step = (i + 1 < segments.Count ? Beginning(segments[i + 1]) ?? now : now) - began;
            passed += step < TimeSpan.Zero ? TimeSpan.Zero : step < LongestStep ? step : LongestStep;
        }

        return passed;
    }

    /// <summary>When the first record of a segment was made; null if it has none.</summary>
    private DateTimeOffset? Beginning(long first)
    {
        if (_beginnings.TryGetValue(first, out var known))
            return known;
        var head = new byte[256];
        using var file = disk.Open(layout.Segment(first));
        if (file.Read(head, 0) is 0 and var length)
            return null;
        return _beginnings[first] = RecordTime.Of(head);
    }

    private DateTimeOffset Newest(long first)
    {
        var newest = DateTimeOffset.MinValue;
        using var file = disk.Open(layout.Segment(first));
        SegmentLines.Read(file, line =>
        {
            var time = RecordTime.Of(line);
            newest = time > newest ? time : newest;
            return true;
        });
        return newest;
    }
}
