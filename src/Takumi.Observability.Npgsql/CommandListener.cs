using System.Diagnostics;
using Takumi.Observability.Failures;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>
/// Listens to Npgsql's source. Every command has a span here, also the nine of ten that are not sampled: nothing else that Npgsql offers tells the end of a command together
/// with what it was (its meter's duration names the pool only). Such a span has no Recorded flag, so no exporter takes it. Any number of threads.
/// </summary>
internal sealed class CommandListener : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly LateFailures _late;
    private readonly FailureObserver _failures;
    private readonly Func<QueryTextCapture> _capture;

    public CommandListener(LateFailures late, FailureObserver failures, Func<QueryTextCapture> capture)
    {
        _late = late;
        _failures = failures;
        _capture = capture;
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == CommandSpan.SourceName,
            Sample = static (ref _) => TakumiTelemetry.IsMuted ? ActivitySamplingResult.None : ActivitySamplingResult.AllData,
            ActivityStarted = OnStarted,
            ActivityStopped = OnStopped,
            ExceptionRecorder = OnException,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    private void OnStarted(Activity activity)
    {
        if (!TakumiTelemetry.IsMuted)
        {
            if (!CommandSpan.IsConnect(activity))
                _late.Began(activity);
            return;
        }

        // A sampler that doesn't ask the parent would record it all the same.
        activity.IsAllDataRequested = false;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    private void OnStopped(Activity activity)
    {
        _late.Ended(activity);
        if (!activity.IsAllDataRequested)
            return;

        CommandSpan.Describe(activity, _capture());
        if (CommandSpan.IsConnect(activity))
            return;

        if (activity.Status != ActivityStatusCode.Error && _late.Claim(activity) is { } failure)
            CommandSpan.Fail(activity, failure);
        CommandSpan.Measure(activity);
    }

    private void OnException(Activity activity, Exception exception, ref TagList tags)
    {
        _failures.Recorded(activity, exception);
        ServerMessages.Write(exception, ref tags);
    }
}
