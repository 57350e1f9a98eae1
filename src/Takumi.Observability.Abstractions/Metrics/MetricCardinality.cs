namespace Takumi.Observability;

/// <summary>Tells when a label or a metric has more values than its limit. The host's diagnosis logs it; an application may listen as well.</summary>
public static class MetricCardinality
{
    private static readonly Lock Gate = new();
    // The last of each limit: containers come and go, each with bounds of its own, and what is kept for later handlers must not grow with them.
    private static readonly Dictionary<(string Metric, string? Label, bool IsTooLong), CardinalityLimitReached> Reached = [];
    private static Action<CardinalityLimitReached>? _handlers;

    /// <summary>
    /// Raised once for each limit, on the thread that measured, which an exception of a handler never reaches.
    /// A new handler first hears of the limits that were reached before it came.
    /// </summary>
    public static event Action<CardinalityLimitReached> LimitReached
    {
        add
        {
            CardinalityLimitReached[] before;
            lock (Gate)
            {
                _handlers += value;
                before = [.. Reached.Values];
            }

            foreach (var limit in before)
                Tell(value, limit);
        }

        remove
        {
            lock (Gate)
                _handlers -= value;
        }
    }

    internal static void Report(CardinalityLimitReached limit)
    {
        Action<CardinalityLimitReached>? handlers;
        lock (Gate)
        {
            Reached[(limit.Metric, limit.Label, limit.IsTooLong)] = limit;
            handlers = _handlers;
        }

        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
            Tell(handler, limit);
    }

    private static void Tell(Action<CardinalityLimitReached> handler, CardinalityLimitReached limit)
    {
        try
        {
            handler(limit);
        }
        catch (Exception)
        {
            // The caller was counting something: a handler that fails is no reason to fail with it. The loss itself stays counted.
        }
    }
}
