using OpenTelemetry;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// The series of one metric, found again in every scrape without allocating.
/// </summary>
/// <remarks>
/// The SDK enumerates a metric's points in one stable order, so the series that stood at a position last time stands there again: one comparison
/// of references. Where that fails (a new series, an observable one that is silent this time) a lookup by value finds or makes the series, and
/// the position is remembered anew. The SDK never forgets a cumulative point and limits their number, which bounds this cache too.
/// </remarks>
internal sealed class SeriesCache
{
    private readonly HashSet<Series> _known = new(SeriesTagsComparer.Instance);
    private readonly HashSet<Series>.AlternateLookup<ReadOnlyTagCollection> _byTags;
    private readonly List<Series> _lastOrder = [];

    public SeriesCache() => _byTags = _known.GetAlternateLookup<ReadOnlyTagCollection>();

    /// <summary>The series with these attributes, or null when it was never here.</summary>
    public Series? Find(int position, in ReadOnlyTagCollection tags)
    {
        if (position < _lastOrder.Count && SeriesTagsComparer.AreSame(_lastOrder[position].Tags, tags))
            return _lastOrder[position];
        if (!_byTags.TryGetValue(tags, out var series))
            return null;
        Remember(position, series);
        return series;
    }

    public void Add(int position, Series series)
    {
        _known.Add(series);
        Remember(position, series);
    }

    public void Clear()
    {
        _known.Clear();
        _lastOrder.Clear();
    }

    private void Remember(int position, Series series)
    {
        if (position < _lastOrder.Count)
            _lastOrder[position] = series;
        else
            _lastOrder.Add(series);
    }
}
