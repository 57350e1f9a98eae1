namespace Takumi.Observability.Journal;

/// <summary>
/// When something that failed is tried again: after a pause that doubles from failure to failure. It counts the time that passes, so nobody who sets the clock makes it longer.
/// </summary>
internal sealed class RetryDelay(TimeSpan minimum, TimeSpan maximum, TimeProvider time)
{
    private TimeSpan? _pause;
    private long _failedAt;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsRetrying => _pause is not null;

    /// <summary>How long nothing should be tried; zero when nothing has failed.</summary>
    public TimeSpan Remaining => _pause is { } pause && pause - time.GetElapsedTime(_failedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public bool IsOver => Remaining == TimeSpan.Zero;

    public void Failed()
    {
        var pause = _pause * 2 ?? minimum;
        _pause = pause < maximum ? pause : maximum;
        _failedAt = time.GetTimestamp();
    }

    public void Succeeded() => _pause = null;
}
