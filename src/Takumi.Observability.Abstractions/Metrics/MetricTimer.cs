using System.Diagnostics;
using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;

namespace Takumi.Observability;

/// <summary>A running measurement of a duration: records it into a histogram when disposed. Allocates nothing; does nothing when nobody listened at the start.</summary>
/// <remarks>A value to be held by one <c>using</c>: a copy that is disposed as well records a second time.</remarks>
public readonly struct MetricTimer : IDisposable
{
    private readonly Histogram<double>? _histogram;
    private readonly double _unitsPerSecond;
    private readonly long _started;
    private readonly ScopeTags _tags;

    /// <summary>Starts now. Called by generated code.</summary>
    /// <param name="histogram">Where the duration goes.</param>
    /// <param name="unitsPerSecond">1 for seconds, 1,000 for milliseconds.</param>
    /// <param name="tags">The labels, already bounded, at most four; one without a value is left out.</param>
    public MetricTimer(Histogram<double> histogram, double unitsPerSecond, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _histogram = histogram;
        _unitsPerSecond = unitsPerSecond;
        _tags = new ScopeTags(tags);
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>Records the time since the start.</summary>
    public void Dispose() => _histogram?.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds * _unitsPerSecond, _tags.Span);
}
