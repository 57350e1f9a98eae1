using System.Diagnostics;

namespace Takumi.Observability.Tracing;

/// <summary>
/// A started activity, or the mark of one that was not sampled. Ending it gives <see cref="Activity.Current"/> back to whoever had it,
/// also for a new root, whose own idea of "previous" is nobody.
/// </summary>
internal readonly struct ActivityScope
{
    public static readonly ActivitySource Source = new(TakumiTelemetry.ActivitySourceName, TakumiTelemetry.Version);

    // Samplers see only the tags that a span is created with.
    private static readonly KeyValuePair<string, object?>[] s_critical = [new(SpanTags.SamplingCritical, true)];

    private readonly SpanStart? _start;

    private ActivityScope(Activity? activity, SpanStart? start)
    {
        Activity = activity;
        _start = start;
    }

    public Activity? Activity { get; }

    /// <summary>The activity when it collects data; null otherwise, so that callers leave early.</summary>
    public Activity? Recording => Activity is { IsAllDataRequested: true } activity ? activity : null;

    public bool HasEnded => Activity is { IsStopped: true };

    /// <summary>How long it has been running; for an activity, what its duration will say.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            if (Activity is not { } activity)
                return _start is null ? default : Stopwatch.GetElapsedTime(_start.Timestamp);
            if (activity.Duration == TimeSpan.Zero)
                activity.SetEndTime(TimeProvider.System.GetUtcNow().UtcDateTime);
            return activity.Duration;
        }
    }

    /// <param name="name">The span's name.</param>
    /// <param name="usualKind">Its kind, unless the options name another.</param>
    /// <param name="options">What the caller asked for beyond the name.</param>
    /// <param name="isMeasured">Whether the end matters although there be no span.</param>
    public static ActivityScope Start(string name, ActivityKind usualKind, SpanOptions? options, bool isMeasured = false)
    {
        if (options is not null)
            return StartWith(options, name, usualKind);
        // Asked first: a call that may throw is not inlined, and nobody listening is the usual case of a library.
        var activity = Source.HasListeners() ? Begin(name, usualKind) : null;
        return new ActivityScope(activity, activity is null && isMeasured ? new SpanStart(Activity.Current) : null);
    }

    private static ActivityScope StartWith(SpanOptions options, string name, ActivityKind usualKind)
    {
        var start = new SpanStart(Activity.Current);
        var parent = options.Parent;
        var links = options.Links;
        if (options.NewRoot)
        {
            parent = default;
            if (start.Previous is not null)
                links = [new ActivityLink(start.Previous.Context), .. links ?? []];
            Activity.Current = null;
        }

        var activity = Begin(name, options.Kind ?? usualKind, parent, options.Critical ? s_critical : null, links);
        if (activity is null && options.NewRoot)
            Activity.Current = start.Previous;
        return new ActivityScope(activity, start);
    }

    /// <summary>Creates, then starts, so that an activity whose start a listener answered with an exception is known, runs, and is ended like any other.</summary>
    private static Activity? Begin(
        string name, ActivityKind kind, ActivityContext parent = default, IEnumerable<KeyValuePair<string, object?>>? tags = null, IEnumerable<ActivityLink>? links = null)
    {
        Activity? activity = null;
        try
        {
            activity = Source.CreateActivity(name, kind, parent, tags, links);
            activity?.Start();
        }
        catch (Exception)
        {
            // A listener threw, when it was asked to sample or told of the start.
            TelemetryMetrics.Lost(TelemetrySignal.Traces, LossReason.ExportFailed);
        }

        return activity;
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

    /// <summary>True once: the end may be measured.</summary>
    public bool TryEnd() => Activity is { } activity ? !activity.IsStopped : _start?.TryEnd() == true;

    /// <summary>Takes the activity off the current context without ending it: its work goes on elsewhere.</summary>
    public void Detach()
    {
        if (Activity is not null)
            Activity.Current = _start is null ? Activity.Parent : _start.Previous;
    }

    /// <summary>Ends the activity. Where it, or something begun within it, is current, the previous one is current again; an unrelated context is left alone.</summary>
    public void Stop()
    {
        if (Activity is not { } activity)
            return;
        var current = Activity.Current;
        var isOurs = ReferenceEquals(current, activity) || IsWithin(current, activity);
        try
        {
            activity.Dispose();
        }
        catch (Exception)
        {
            // A listener threw, and the runtime makes the previous activity current only after the listeners.
            Activity.Current = activity.Parent;
            TelemetryMetrics.Lost(TelemetrySignal.Traces, LossReason.ExportFailed);
        }

        if (!isOurs)
            SetCurrent(current);
        else if (_start is not null)
            SetCurrent(_start.Previous);
    }

    private static void SetCurrent(Activity? next)
    {
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
