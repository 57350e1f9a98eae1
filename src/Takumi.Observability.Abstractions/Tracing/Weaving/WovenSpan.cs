using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Takumi.Observability.Redaction;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Weaving;

/// <summary>
/// The span of one call of a woven method: a local of a synchronous method, a field of an async method's state machine, so that neither costs an object of its own.
/// Woven code calls <see cref="Begin"/> first and <see cref="End"/> or <see cref="Fail"/> last, each on the flow of the method itself, so that a caller
/// never sees the method complete before its span has ended. No member throws, whatever a listener does: the method's own outcome comes first.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct WovenSpan
{
    private const string CallerProperty = "takumi.caller";

    private Activity? _activity;
    private long _started;

    /// <summary>Whether a value put on the span is kept. Values are not read where it isn't.</summary>
    public readonly bool IsRecording => _activity is { IsAllDataRequested: true };

    /// <summary>Whether anything, span or measurement, is waiting for the end.</summary>
    public readonly bool IsRunning => _activity is not null || _started != 0;

    internal readonly Activity? Recording => IsRecording ? _activity : null;

    /// <summary>Starts the span, and the clock of its metrics, where anybody listens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(TracedMethod method)
    {
        this = default;
        if ((ActivityScope.Source.HasListeners() || method.IsMeasured) && !Silence.IsOn)
            Start(method);
    }

    /// <summary>Puts a value on the span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Tag(string name, object? value)
    {
        if (IsRecording)
            SpanTagValue.Set(_activity!, name, value);
    }

    /// <summary>Puts a value on the span, boxed only where it is recorded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Tag<T>(string name, T value)
    {
        if (IsRecording)
            SpanTagValue.Set(_activity!, name, value);
    }

    /// <summary>Puts a masked value on the span.</summary>
    public readonly void TagRedacted<T>(string name, T value, Redact redact)
    {
        if (IsRecording)
            _activity!.SetTag(name, Masking.Mask(SpanTagValue.Text(value), redact));
    }

    /// <summary>Ends the call as a failure where its result says so.</summary>
    public void FailWhen(bool failed, string errorType, TracedMethod method)
    {
        if (failed && IsRunning)
            Finish(method, Outcome.Failure, errorType: errorType);
    }

    /// <summary>Ends the call with the exception that it throws.</summary>
    public void Fail(Exception exception, TracedMethod method)
    {
        if (IsRunning)
            Finish(method, OutcomeText.For(exception), exception);
    }

    /// <summary>Ends the call as a success, unless it has ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(TracedMethod method)
    {
        if (IsRunning)
            Finish(method, Outcome.Success);
    }

    /// <summary>Gives the caller its current activity back while the call goes on elsewhere.</summary>
    internal readonly void Detach()
    {
        if (_activity is { } activity)
            Activity.Current = CallerOf(activity);
    }

    /// <summary>Makes the span current where its call runs in another context than it started in.</summary>
    internal readonly void MakeCurrent()
    {
        if (_activity is { IsStopped: false } activity)
            Activity.Current = activity;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Start(TracedMethod method)
    {
        var caller = Activity.Current;
        try
        {
            _activity = method.Start();
            // A new root remembers nobody as previous: its caller is kept aside, to be current again at the end.
            if (method.NewRoot && caller is not null)
                _activity?.SetCustomProperty(CallerProperty, caller);
            if (IsRecording)
                method.Describe(_activity!);
            if (method.IsMeasured)
            {
                _started = Stopwatch.GetTimestamp();
                method.MeasureStart();
            }
        }
        catch (Exception)
        {
            // A listener threw. The activity may have become current before that.
            Activity.Current = caller;
            TelemetryMetrics.Lost(TelemetrySignal.Traces, LossReason.ExportFailed);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Finish(TracedMethod method, Outcome outcome, Exception? exception = null, string? errorType = null)
    {
        var (activity, started) = (_activity, _started);
        this = default;
        try
        {
            if (started != 0)
                method.MeasureEnd(outcome, exception, Stopwatch.GetElapsedTime(started));
            if (activity is null)
                return;
            if (activity is { IsAllDataRequested: true, IsStopped: false })
            {
                if (outcome == Outcome.Failure)
                    RecordError(activity, exception, errorType);
                method.Conclude(activity, outcome);
            }

            activity.Stop();
            if (method.NewRoot && activity.GetCustomProperty(CallerProperty) is Activity caller)
                Activity.Current = caller;
        }
        catch (Exception)
        {
            // A listener threw. The activity may have stayed current because of that.
            if (activity is not null && ReferenceEquals(Activity.Current, activity))
                Activity.Current = CallerOf(activity);
            TelemetryMetrics.Lost(TelemetrySignal.Traces, LossReason.ExportFailed);
        }
    }

    private static Activity? CallerOf(Activity activity) => activity.GetCustomProperty(CallerProperty) as Activity ?? activity.Parent;

    private static void RecordError(Activity activity, Exception? exception, string? errorType)
    {
        if (exception is not null)
            SpanErrors.Record(activity, exception);
        else
            SpanErrors.Record(activity, errorType!, "The result means failure");
    }
}
