using System.Diagnostics;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Commands;

/// <summary>
/// A profiling session and the count of the commands that are on their way to it. A command enters when it is created and leaves when it is taken out, completed: a session that nobody is in
/// can be forgotten at once, however long its parent lives, and one that somebody is in is never forgotten too early. Thread safe.
/// </summary>
/// <param name="parent">The span that the commands belong to; null: each is the root of a trace, if the sampler wants it.</param>
/// <param name="isTraced">Whether the commands become spans; they are measured in any case.</param>
internal sealed class CommandSession(Activity? parent, bool isTraced)
{
    // So far below zero that those who come too late can't lift it above.
    private const long Closed = long.MinValue / 2;

    private long _inside;

    public ProfilingSession Profiling { get; } = new();

    public bool IsTraced => isTraced;

    /// <summary>When it was opened, by the collector's clock.</summary>
    public required long Opened { get; init; }

    /// <summary>When a command last left, by the collector's clock; set by whoever drains.</summary>
    public required long LastLeft { get; set; }

    /// <summary>Read as late as possible: an endpoint may have muted its request after the command was sent.</summary>
    public ActivityContext ParentContext => parent?.Context ?? default;

    /// <summary>Counts a command in. False: the session is closed, take another.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) > 0)
            return true;
        Interlocked.Decrement(ref _inside);
        return false;
    }

    public void Leave(long commands) => Interlocked.Add(ref _inside, -commands);

    /// <summary>Closes the session if nobody is in it.</summary>
    public bool TryClose() => Interlocked.CompareExchange(ref _inside, Closed, 0) == 0;

    /// <summary>Closes the session over the heads of those who are in it, and says how many that were.</summary>
    public long Abandon() => Math.Max(0, Interlocked.Exchange(ref _inside, Closed));
}
