using System.Diagnostics;

namespace Takumi.Observability.Tracing;

/// <summary>
/// What has to be remembered of a start where no activity remembers it: of a span that is measured but not sampled, and of one whose parent is not the activity that was current.
/// A sampled span without options needs none, and so costs what the activity costs.
/// </summary>
internal sealed class SpanStart(Activity? previous)
{
    private int _isEnded;

    public Activity? Previous { get; } = previous;

    public long Timestamp { get; } = Stopwatch.GetTimestamp();

    /// <summary>True for the first who asks.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _isEnded, 1) == 0;
}
