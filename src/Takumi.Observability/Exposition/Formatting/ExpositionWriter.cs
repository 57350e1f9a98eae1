using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Writes a collection in one layout. It keeps what doesn't change between scrapes (names, HELP, labels) as bytes, and writes numbers between them.
/// </summary>
/// <remarks>Used by one collection at a time, as the SDK hands them out.</remarks>
internal sealed class ExpositionWriter(ExpositionLayout layout, PrometheusOptions options, ExpositionWarnings warnings, RedactionPolicy? redaction = null)
{
    private readonly FamilyIndex _index = new(layout, options, warnings);
    private readonly ExemplarWriter _exemplars = new(options.ExemplarAttributes, redaction);
    private byte[]? _targetInfo;
    private int _lastLength;

    /// <summary>Writes the response's body; the caller owns it.</summary>
    public ExpositionBuffer Write(in Batch<Metric> metrics, Resource resource)
    {
        // A little more than last time, so that a few new series don't need a second segment.
        var output = new ExpositionBuffer(_lastLength + _lastLength / 16);
        try
        {
            output.Write(_targetInfo ??= TargetInfo.Write(resource, layout));
            _index.Update(metrics);
            foreach (var family in _index.Families)
                WriteFamily(output, family);
            if (layout.OpenMetrics)
                output.Write("# EOF\n"u8);
            _lastLength = output.Length;
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    private void WriteFamily(ExpositionBuffer output, MetricFamily family)
    {
        output.Write(family.Metadata);
        foreach (var stream in family.Streams)
        {
            var position = 0;
            foreach (ref readonly var point in stream.Metric.GetMetricPoints())
            {
                var series = stream.GetSeries(position++, point, out var isNew);
                if (!series.IsDuplicate)
                    WritePoint(output, stream, family, series, point);
                else if (isNew)
                    warnings.DuplicateSeries(stream.Metric, family);
            }
        }
    }

    private void WritePoint(ExpositionBuffer output, MetricStream stream, MetricFamily family, Series series, in MetricPoint point)
    {
        switch (stream.Metric.MetricType)
        {
            case MetricType.LongSum:
                WriteCounter(output, stream, family, series, point, point.GetSumLong());
                break;
            case MetricType.DoubleSum:
                WriteCounter(output, stream, family, series, point, point.GetSumDouble());
                break;
            case MetricType.LongSumNonMonotonic:
                SampleWriter.Write(output, family.Value, series.Labels, point.GetSumLong());
                break;
            case MetricType.DoubleSumNonMonotonic:
                SampleWriter.Write(output, family.Value, series.Labels, point.GetSumDouble(), layout.OpenMetrics);
                break;
            case MetricType.LongGauge:
                SampleWriter.Write(output, family.Value, series.Labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                SampleWriter.Write(output, family.Value, series.Labels, point.GetGaugeLastValueDouble(), layout.OpenMetrics);
                break;
            default:
                WriteHistogram(output, stream, family, series, point);
                break;
        }
    }

    private void WriteCounter(ExpositionBuffer output, MetricStream stream, MetricFamily family, Series series, in MetricPoint point, long value)
    {
        if (layout.OpenMetrics)
            WriteOpenMetricsCounter(output, stream, family, series, point, value, value, isLong: true);
        else
            SampleWriter.Write(output, family.Value, series.Labels, value);
    }

    private void WriteCounter(ExpositionBuffer output, MetricStream stream, MetricFamily family, Series series, in MetricPoint point, double value)
    {
        if (layout.OpenMetrics)
            WriteOpenMetricsCounter(output, stream, family, series, point, 0, value, isLong: false);
        else
            SampleWriter.Write(output, family.Value, series.Labels, value, markFloat: false);
    }

    private void WriteOpenMetricsCounter(ExpositionBuffer output, MetricStream stream, MetricFamily family, Series series, in MetricPoint point, long value, double real, bool isLong)
    {
        if (double.IsNaN(real) || real < 0)
        {
            warnings.NotACounterValue(stream.Metric);
            return;
        }
        if (isLong)
            SampleWriter.WriteOpen(output, family.Value, series.Labels, value);
        else
            SampleWriter.WriteOpen(output, family.Value, series.Labels, real);

        if (point.TryGetExemplars(out var exemplars) && ExemplarWriter.TryGetLatest(exemplars, isLong, double.NegativeInfinity, double.PositiveInfinity, out var exemplar))
            _exemplars.Write(output, exemplar, isLong);
        else
            output.Write("\n"u8);

        if (options.CreatedSeries)
            SampleWriter.Write(output, family.Created, series.Labels, point.StartTime);
    }

    private void WriteHistogram(ExpositionBuffer output, MetricStream stream, MetricFamily family, Series series, in MetricPoint point)
    {
        var tails = stream.BucketTails(point);
        var count = 0L;
        var lowest = double.PositiveInfinity;
        var i = 0;
        ReadOnlyExemplarCollection exemplars = default;
        var hasExemplars = layout.OpenMetrics && point.TryGetExemplars(out exemplars) && exemplars.GetEnumerator().MoveNext();
        var below = double.NegativeInfinity;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            if (hasExemplars)
                WriteBucket(output, series, tails[i++], count, exemplars, below, bucket.ExplicitBound);
            else
                SampleWriter.Write(output, series.BucketHead, tails[i++], count);
            if (i == 1)
                lowest = bucket.ExplicitBound;
            below = bucket.ExplicitBound;
        }

        // Without boundaries the SDK has no buckets; the formats want the one that holds everything.
        if (i == 0)
            SampleWriter.Write(output, series.BucketHead, tails[0], count = point.GetHistogramCount());

        WriteSumAndCount(output, family, series, point.GetHistogramSum(), count, lowest);
        if (layout.OpenMetrics && options.CreatedSeries)
            SampleWriter.Write(output, family.Created, series.Labels, point.StartTime);
    }

    private void WriteBucket(ExpositionBuffer output, Series series, byte[] tail, long count, in ReadOnlyExemplarCollection exemplars, double above, double upTo)
    {
        SampleWriter.WriteOpen(output, series.BucketHead, tail, count);
        if (ExemplarWriter.TryGetLatest(exemplars, isLong: false, above, upTo, out var exemplar))
            _exemplars.Write(output, exemplar, isLong: false);
        else
            output.Write("\n"u8);
    }

    private void WriteSumAndCount(ExpositionBuffer output, MetricFamily family, Series series, double sum, long count, double lowestBound)
    {
        if (!layout.OpenMetrics)
        {
            SampleWriter.Write(output, family.Sum, series.Labels, sum, markFloat: false);
            SampleWriter.Write(output, family.Count, series.Labels, count);
        }
        else if (lowestBound >= 0 && sum >= 0)
        {
            // OpenMetrics: a sum is a counter, so where values may be negative there is none, and without a sum there is no count either.
            SampleWriter.Write(output, family.Count, series.Labels, count);
            SampleWriter.Write(output, family.Sum, series.Labels, sum, markFloat: true);
        }
    }
}
