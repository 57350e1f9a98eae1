using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;

namespace Takumi.Observability;

/// <summary>Something in progress: counted up at the start, down when disposed. Allocates nothing; does nothing when nobody listened at the start.</summary>
/// <remarks>A value to be held by one <c>using</c>: a copy that is disposed as well counts down a second time.</remarks>
public readonly struct InProgressScope : IDisposable
{
    private readonly UpDownCounter<long>? _counter;
    private readonly ScopeTags _tags;

    /// <summary>Counts up now. Called by generated code.</summary>
    /// <param name="counter">What is counted.</param>
    /// <param name="tags">The labels, already bounded, at most four; one without a value is left out.</param>
    public InProgressScope(UpDownCounter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _counter = counter;
        _tags = new ScopeTags(tags);
        counter.Add(1, _tags.Span);
    }

    /// <summary>Counts down.</summary>
    public void Dispose() => _counter?.Add(-1, _tags.Span);
}
