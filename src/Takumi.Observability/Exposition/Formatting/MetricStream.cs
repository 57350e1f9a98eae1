using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// One metric of one meter as it is written by one layout: its family, and what is kept of it between scrapes.
/// </summary>
internal sealed class MetricStream(Metric metric, MetricFamily? family, ExpositionLayout layout, PrometheusOptions options)
{
    private byte[][]? _bucketTails;

    public Metric Metric { get; } = metric;

    /// <summary>Null when the metric is left out: its kind has no form in the format, or its name belongs to another.</summary>
    public MetricFamily? Family { get; } = family;

    public SeriesCache Series { get; } = new();

    /// <summary>The last collection that had this metric.</summary>
    public long Collection { get; set; }

    /// <summary>The series of a point, made when the point is new; <paramref name="isNew"/> tells that once.</summary>
    public Series GetSeries(int position, in MetricPoint point, out bool isNew)
    {
        var tags = point.Tags;
        if (Series.Find(position, tags) is { } known)
        {
            isNew = false;
            return known;
        }
        var series = Serialize(tags);
        series.IsDuplicate = !Family!.TryClaim(series);
        Series.Add(position, series);
        isNew = true;
        return series;
    }

    /// <summary>What ends a bucket's line after <c>le="</c>, one for each bound and one for +Inf; a metric's bounds never change.</summary>
    public byte[][] BucketTails(in MetricPoint point)
    {
        if (_bucketTails is not null)
            return _bucketTails;

        var tails = new List<byte[]>();
        var bound = double.NaN;
        foreach (var bucket in point.GetHistogramBuckets())
            tails.Add(Tail(bound = bucket.ExplicitBound));
        if (!double.IsPositiveInfinity(bound))
            tails.Add(Tail(double.PositiveInfinity));
        return _bucketTails = [.. tails];
    }

    private byte[] Tail(double bound) => System.Text.Encoding.ASCII.GetBytes(Number.Bound(bound, layout.OpenMetrics) + "\"} ");

    private Series Serialize(in ReadOnlyTagCollection tags)
    {
        var family = Family!;
        var copy = new KeyValuePair<string, object?>[tags.Count];
        var labels = new LabelSet(layout.Names);
        var i = 0;
        foreach (var tag in tags)
        {
            copy[i++] = tag;
            if (family.Kind == FamilyKind.Histogram)
                labels.AddBesides("le", tag.Key, tag.Value);
            else
                labels.Add(tag.Key, tag.Value);
        }
        if (options.ScopeLabels)
            labels.AddScope(Metric);

        var text = labels.ToBytes();
        return new Series(copy, SampleLabels(text, family.IsQuoted), family.Kind == FamilyKind.Histogram ? BucketHead(family, text) : []);
    }

    // A quoted metric name has opened the braces already.
    private static byte[] SampleLabels(byte[] labels, bool isQuoted) => (labels.Length, isQuoted) switch
    {
        (0, false) => [.. " "u8],
        (0, true) => [.. "} "u8],
        (_, false) => [.. "{"u8, .. labels, .. "} "u8],
        (_, true) => [.. ","u8, .. labels, .. "} "u8],
    };

    private static byte[] BucketHead(MetricFamily family, byte[] labels) =>
        [.. family.Bucket, family.IsQuoted ? (byte)',' : (byte)'{', .. labels, .. labels.Length > 0 ? ","u8 : default, .. "le=\""u8];
}
