namespace Takumi.Observability.Journal;

/// <summary>When a disk that failed is tried again: after a pause that doubles from failure to failure. A policy without a clock of its own.</summary>
internal sealed class RetryDelay(TimeSpan minimum, TimeSpan maximum)
{
    private TimeSpan? _next;

    /// <summary>The time before which nothing should be tried; null when nothing has failed.</summary>
    public DateTimeOffset? Until { get; private set; }

    public bool IsOver(DateTimeOffset now) => Until is not { } until || now >= until;

    public void Failed(DateTimeOffset now)
    {
        var pause = _next ?? minimum;
        Until = now + pause;
        _next = pause * 2 < maximum ? pause * 2 : maximum;
    }

    public void Succeeded()
    {
        Until = null;
        _next = null;
    }
}
