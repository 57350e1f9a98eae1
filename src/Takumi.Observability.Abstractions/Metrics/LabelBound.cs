using System.Collections.Concurrent;

namespace Takumi.Observability.Metrics;

/// <summary>Keeps an open label to a number of distinct values: known ones go on counting, later ones become <c>other</c>.</summary>
internal sealed class LabelBound(int limit = LabelBound.DefaultLimit)
{
    public const int DefaultLimit = 100;
    public const string Overflow = "other";

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    public string Of(string? value)
    {
        if (value is null)
            return "";
        if (_known.TryGetValue(value, out var known))
            return known;
        if (_known.Count < limit && _known.TryAdd(value, value))
            return value;
        TelemetryMetrics.Lost(TelemetrySignal.Metrics, LossReason.Cardinality);
        return Overflow;
    }
}
