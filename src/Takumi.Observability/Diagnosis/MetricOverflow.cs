using System.Collections.Concurrent;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Diagnosis;

/// <summary>
/// Sees when the SDK's own limit of 2,000 series a metric was passed: further measurements then go to one series with the tag <c>otel.metric.overflow</c>
/// (https://opentelemetry.io/docs/specs/otel/metrics/sdk/#overflow-attribute). Each metric is counted once.
/// </summary>
internal static class MetricOverflow
{
    public const string Tag = "otel.metric.overflow";

    private static readonly ConcurrentDictionary<string, bool> s_known = new();

    public static void Look(in Batch<Metric> metrics, LossReport losses)
    {
        foreach (var metric in metrics)
        {
            if (HasOverflow(metric) && s_known.TryAdd(metric.Name, true))
                losses.Lost(TelemetrySignal.Metrics, LossReason.Cardinality, 1, $"Metric {metric.Name} has more series than the SDK's limit.");
        }
    }

    /// <summary>The SDK keeps the overflow series in the second place, so two points are looked at and no more.</summary>
    private static bool HasOverflow(Metric metric)
    {
        var looked = 0;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            foreach (var tag in point.Tags)
            {
                if (tag.Key == Tag)
                    return true;
            }

            if (++looked == 2)
                break;
        }

        return false;
    }
}
