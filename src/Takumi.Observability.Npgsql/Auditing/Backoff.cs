namespace Takumi.Observability.Auditing;

/// <summary>How long to wait before the next attempt: twice as long after each failure, up to a limit.</summary>
internal sealed class Backoff(TimeSpan minimum, TimeSpan maximum)
{
    private TimeSpan? _next;

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsFailing { get; private set; }

    public TimeSpan Failed()
    {
        IsFailing = true;
        var pause = _next ?? minimum;
        _next = pause * 2 < maximum ? pause * 2 : maximum;
        return pause;
    }

    public void Succeeded()
    {
        IsFailing = false;
        _next = null;
    }
}
