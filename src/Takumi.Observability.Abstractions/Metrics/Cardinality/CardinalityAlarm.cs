namespace Takumi.Observability.Metrics;

/// <summary>Counts what a limit refused, and tells of it once.</summary>
internal sealed class CardinalityAlarm(string metric, string? label, int limit)
{
    private const int NewestShown = 5;
    private int _told;

    /// <summary>A value of a label was refused.</summary>
    public void Refused(string value, IEnumerable<LabelValue> known)
    {
        TelemetryMetrics.Lost(TelemetrySignal.Metrics, LossReason.Cardinality);
        if (IsFirst())
            Tell([value, .. known.OrderByDescending(k => k.Index).Take(NewestShown - 1).Select(k => k.Text)]);
    }

    /// <summary>A combination of values was refused.</summary>
    public void Refused(ReadOnlySpan<string?> values)
    {
        TelemetryMetrics.Lost(TelemetrySignal.Metrics, LossReason.Cardinality);
        if (IsFirst())
            Tell([string.Join(", ", values)]);
    }

    private bool IsFirst() => _told == 0 && Interlocked.Exchange(ref _told, 1) == 0;

    private void Tell(string[] newest) =>
        MetricCardinality.Report(new CardinalityLimitReached(metric, label, limit, [.. newest.Select(Shorten)]));

    private static string Shorten(string value) => value.Length <= 64 ? value : $"{value.AsSpan(0, 64)}…";
}
