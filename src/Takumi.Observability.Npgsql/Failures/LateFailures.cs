using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Takumi.Observability.Failures;

/// <summary>
/// Failures that were thrown outside every span of Npgsql: of a command whose reader is in the hands of the application, most of them. The span of that command ends when the
/// reader is disposed, and takes its failure from here.
/// </summary>
/// <remarks>
/// A failure is noted wherever it is thrown, and thrown again by each await on its way up, in the flow of execution (<see cref="AsyncLocal{T}"/>) of that very method. So whoever
/// disposes of the reader after that finds it, on whatever thread and with or without a span around; flows beside it, also those beneath the same span, don't. A caller that never saw
/// it, because it was caught further down, finds it if no other command of the same span was open when it was thrown. No command takes what may be another's, but for two readers that
/// one flow has open: the one that is disposed of first takes it. Any number of threads.
/// </remarks>
internal sealed class LateFailures
{
    private const string EarlierProperty = "takumi.earlier_failure";
    private const string OwnProperty = "takumi.own_failure";

    private readonly AsyncLocal<SeenFailure?> _last = new();
    private readonly ConcurrentDictionary<Activity, bool> _open = new();

    /// <summary>The last one that was thrown in this flow and is on no span.</summary>
    public SeenFailure? Last => _last.Value is { IsUnclaimed: true } last ? last : null;

    /// <summary>A command begins. What was thrown before is not its own: a failed COMMIT, for example, has no span and is never claimed.</summary>
    public void Began(Activity span)
    {
        _open.TryAdd(span, true);
        if (Last is { } earlier)
            span.SetCustomProperty(EarlierProperty, earlier);
    }

    public void Ended(Activity span) => _open.TryRemove(span, out _);

    /// <summary>A failure that is on no span is thrown for the first time.</summary>
    public void Add(SeenFailure seen, NpgsqlException failure)
    {
        seen.Offer(failure);
        Activity? only = null;
        foreach (var (span, _) in _open)
        {
            if (!IsWithin(Activity.Current, span.Parent))
                continue;
            if (only is not null)
                return;
            only = span;
        }

        only?.SetCustomProperty(OwnProperty, seen);
    }

    /// <summary>It is thrown, for the first time or once more. To be called in the flow in which that happens.</summary>
    public void Thrown(SeenFailure failure)
    {
        if (!ReferenceEquals(_last.Value, failure))
            _last.Value = failure;
    }

    /// <summary>The failure of the command whose span this is, or null. To be called in the flow in which the span ends.</summary>
    public NpgsqlException? Claim(Activity span) =>
        (Last is { } last && !ReferenceEquals(span.GetCustomProperty(EarlierProperty), last) ? last : span.GetCustomProperty(OwnProperty) as SeenFailure)?.Claim();

    /// <summary>Whether a command of this parent may be what the flow is at: one without a parent only where there is no span at all, or any poller of the process would be in doubt.</summary>
    private static bool IsWithin(Activity? current, Activity? parent)
    {
        if (parent is null)
            return current is null;
        var activity = current;
        while (activity is not null && activity != parent)
            activity = activity.Parent;
        return activity is not null;
    }
}
