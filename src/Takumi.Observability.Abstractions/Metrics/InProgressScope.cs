using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Takumi.Observability;

/// <summary>Something in progress: counted up at the start, down when disposed. Allocates nothing; does nothing when nobody listened at the start.</summary>
/// <remarks>A value to be held by one <c>using</c>: a copy that is disposed as well counts down a second time.</remarks>
public readonly struct InProgressScope : IDisposable
{
    private readonly UpDownCounter<long>? _counter;
    private readonly TagList _tags;

    /// <summary>Counts up now. Called by generated code.</summary>
    /// <param name="counter">What is counted.</param>
    /// <param name="tags">The labels, already bounded.</param>
    public InProgressScope(UpDownCounter<long> counter, in TagList tags)
    {
        _counter = counter;
        _tags = tags;
        counter.Add(1, in _tags);
    }

    /// <summary>Counts down.</summary>
    public void Dispose() => _counter?.Add(-1, in _tags);
}
