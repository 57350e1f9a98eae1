namespace Takumi.Observability.Metrics;

/// <summary>Counts what a limit refused, and tells of it once.</summary>
internal sealed class CardinalityAlarm(string metric, string? label, int limit, bool isTooLong = false)
{
    private const int LongestShown = 64;
    private int _told;

    /// <summary>Counts a refused value; true for the first one, which is then to be told.</summary>
    public bool Count()
    {
        TelemetryMetrics.Lost(TelemetrySignal.Metrics, LossReason.Cardinality);
        return _told == 0 && Interlocked.Exchange(ref _told, 1) == 0;
    }

    /// <summary>Tells of the limit.</summary>
    /// <param name="newest">The refused value, then the last ones admitted.</param>
    public void Tell(IEnumerable<string> newest) =>
        MetricCardinality.Report(new CardinalityLimitReached(metric, label, limit, [.. newest.Select(Shorten)]) { IsTooLong = isTooLong });

    private static string Shorten(string value) => value.Length <= LongestShown ? value : $"{value.AsSpan(0, LongestShown)}…";
}
