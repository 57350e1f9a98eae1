using System.Collections.Concurrent;
using System.Diagnostics;

namespace Takumi.Observability.Testing.Recording;

/// <summary>Records every span of some sources, as an application with everything sampled would.</summary>
/// <remarks>
/// Sources are static and tests run in parallel: a recorder also sees the spans of other tests, so a test asks for its own trace.
/// A test that shows what happens when nobody listens belongs to a collection with <c>DisableParallelization</c>.
/// </remarks>
public sealed class ActivityRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivitySource _roots = new("Takumi.Observability.Testing." + Guid.NewGuid());
    private readonly ActivityListener _listener;

    public ActivityRecorder(params string[] sources) : this(ActivitySamplingResult.AllDataAndRecorded, sources)
    {
    }

    public ActivityRecorder(ActivitySamplingResult sampling, params string[] sources)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _roots || sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Source == _roots ? ActivitySamplingResult.AllDataAndRecorded : sampling,
            ActivityStopped = activity =>
            {
                if (activity.Source != _roots)
                    _stopped.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Everything that has stopped so far, of this test and of others.</summary>
    public IReadOnlyList<Activity> Stopped => [.. _stopped];

    /// <summary>Starts a new trace under whose root, the current activity until it is disposed, the test acts. The root itself is not recorded.</summary>
    public Activity StartTrace()
    {
        Activity.Current = null;
        return _roots.StartActivity("root")!;
    }

    /// <summary>The spans of one trace that have stopped, in the order in which they started.</summary>
    public IReadOnlyList<Activity> Trace(ActivityTraceId traceId) =>
        [.. _stopped.Where(activity => activity.TraceId == traceId).OrderBy(activity => activity.StartTimeUtc)];

    /// <inheritdoc cref="Trace(ActivityTraceId)"/>
    public IReadOnlyList<Activity> Trace(Activity root) => Trace(root.TraceId);

    public void Dispose()
    {
        _listener.Dispose();
        _roots.Dispose();
    }
}
