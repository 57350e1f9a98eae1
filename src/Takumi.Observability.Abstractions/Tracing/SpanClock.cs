using System.Diagnostics;

namespace Takumi.Observability.Tracing;

/// <summary>
/// When a measured span began, and whether its end was told already. The activity knows that itself;
/// only a span that is measured but has no activity needs a mark of its own.
/// </summary>
internal readonly struct SpanClock
{
    private readonly long _start;
    private readonly Mark? _mark;

    private SpanClock(long start, Mark? mark)
    {
        _start = start;
        _mark = mark;
    }

    /// <summary>Whether the end is to be measured.</summary>
    public bool IsRunning => _start != 0;

    public static SpanClock Start(Activity? activity) =>
        new(Stopwatch.GetTimestamp(), activity is null ? new Mark() : null);

    /// <summary>True for the first who asks.</summary>
    public bool TryEnd(Activity? activity) => activity is not null ? !activity.IsStopped : _mark?.TrySet() == true;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    private sealed class Mark
    {
        private int _isSet;

        public bool TrySet() => Interlocked.Exchange(ref _isSet, 1) == 0;
    }
}
