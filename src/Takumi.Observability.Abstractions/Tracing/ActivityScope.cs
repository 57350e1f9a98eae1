using System.Diagnostics;

namespace Takumi.Observability.Tracing;

/// <summary>
/// A started activity and the one that was current before it. Ending it gives <see cref="Activity.Current"/> back to whoever had it,
/// also for a new root, whose own idea of "previous" is nobody.
/// </summary>
internal readonly struct ActivityScope
{
    public static readonly ActivitySource Source = new(TakumiTelemetry.ActivitySourceName, TakumiTelemetry.Version);

    private readonly Activity? _previous;

    private ActivityScope(Activity? activity, Activity? previous)
    {
        Activity = activity;
        _previous = previous;
    }

    public Activity? Activity { get; }

    /// <summary>The activity when it collects data; null otherwise, so that callers leave early.</summary>
    public Activity? Recording => Activity is { IsAllDataRequested: true } activity ? activity : null;

    public static ActivityScope Start(string name, ActivityKind usualKind, in SpanOptions options)
    {
        var previous = Activity.Current;
        var kind = options.Kind ?? usualKind;
        if (options is { NewRoot: false, Links: null } && options.Parent == default)
            return new ActivityScope(Source.StartActivity(name, kind), previous);

        var parent = options.Parent;
        var links = options.Links;
        if (options.NewRoot)
        {
            parent = default;
            if (previous is not null)
            {
                links = [new ActivityLink(previous.Context), .. links ?? []];
                Activity.Current = null;
            }
        }

        var activity = Source.StartActivity(name, kind, parent, tags: null, links);
        if (activity is null && options.NewRoot)
            Activity.Current = previous;
        return new ActivityScope(activity, previous);
    }

    /// <summary>Writes a failure down, unless the span has ended or the exception is a cancellation. Says which of the two outcomes the exception is.</summary>
    public Outcome Note(Exception exception)
    {
        var outcome = OutcomeText.For(exception);
        if (outcome == Outcome.Failure && Recording is { IsStopped: false } activity)
            SpanErrors.Record(activity, exception);
        return outcome;
    }

    /// <summary>Writes a failure without an exception down, unless the span has ended.</summary>
    public void Note(string errorType, string? message)
    {
        if (Recording is { IsStopped: false } activity)
            SpanErrors.Record(activity, errorType, message);
    }

    /// <summary>Takes the activity off the current context without ending it: its work goes on elsewhere.</summary>
    public void Detach()
    {
        if (Activity is not null)
            Activity.Current = _previous;
    }

    /// <summary>Ends the activity. Where it, or something begun within it, is current, the previous one is current again; an unrelated context is left alone.</summary>
    public void Stop()
    {
        if (Activity is not { } activity)
            return;
        var next = Activity.Current is { } current && !IsWithin(current, activity) ? current : _previous;
        activity.Dispose();
        if (!ReferenceEquals(Activity.Current, next))
            Activity.Current = next;
    }

    private static bool IsWithin(Activity? current, Activity activity)
    {
        for (; current is not null; current = current.Parent)
        {
            if (ReferenceEquals(current, activity))
                return true;
        }

        return false;
    }
}
