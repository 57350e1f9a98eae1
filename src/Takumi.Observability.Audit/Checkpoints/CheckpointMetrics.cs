using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Takumi.Observability.Checkpoints;

/// <summary>How far each log of the process is signed, how far each of its anchors is, and how long it took to get there.</summary>
internal static class CheckpointMetrics
{
    private static readonly Meter s_meter = new(TakumiTelemetry.MeterName);

    private static readonly Gauge<long> s_size = s_meter.CreateGauge<long>("audit.checkpoint.size", "{record}", "Records covered by the newest checkpoint.");
    private static readonly Gauge<long> s_anchored = s_meter.CreateGauge<long>("audit.anchor.size", "{record}", "Records covered by the newest checkpoint that an anchor confirmed.");
    private static readonly Histogram<double> s_delay = s_meter.CreateHistogram(
        "audit.anchor.delay", "s", "From the signing of the oldest checkpoint that waited to the anchor's confirmation.",
        tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 1, 10, 60, 600, 3600, 86400] });

    public static void Signed(string journal, long size) => s_size.Record(size, new KeyValuePair<string, object?>("journal", journal));

    public static void Anchored(string journal, string anchor, long size, TimeSpan delay)
    {
        var tags = new TagList { { "journal", journal }, { "anchor", anchor } };
        s_anchored.Record(size, tags);
        s_delay.Record(delay.TotalSeconds, tags);
    }
}
