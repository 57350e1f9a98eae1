using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>
/// A business workflow: span <c>workflow.&lt;name&gt;</c> and the metrics of <see cref="WorkflowMetrics"/>, which count whether or not the span is sampled.
/// Disposed without <see cref="Complete"/> it has failed: an exception passed by.
/// </summary>
public readonly struct WorkflowSpan : ITelemetrySpan, IRunnableSpan
{
    private readonly ActivityScope _scope;
    private readonly SpanClock _clock;
    private readonly string? _name;

    internal WorkflowSpan(string name, in SpanOptions options)
    {
        _scope = ActivityScope.Start(SpanNames.Workflow(name), ActivityKind.Internal, options);
        _name = name;
        _scope.Recording?.SetTag(SpanTags.WorkflowName, name);
        if (WorkflowMetrics.Enabled)
        {
            _clock = SpanClock.Start(_scope.Activity);
            WorkflowMetrics.Started(name);
        }
    }

    /// <inheritdoc/>
    public Activity? Activity => _scope.Activity;

    bool IRunnableSpan.IsNone => _name is null;

    /// <inheritdoc/>
    public void Complete() => End(Outcome.Success);

    /// <inheritdoc/>
    public void Fail(Exception exception) => End(_scope.Note(exception));

    /// <inheritdoc/>
    public void Fail(string errorType, string? message = null)
    {
        _scope.Note(errorType, message);
        End(Outcome.Failure);
    }

    /// <summary>Ends the workflow as a failure if nobody has ended it.</summary>
    public void Dispose()
    {
        if (_scope.Activity is not { IsStopped: true })
            Fail(ScopeEnd.WithoutComplete, ScopeEnd.Description);
    }

    void IRunnableSpan.Detach() => _scope.Detach();

    private void End(Outcome outcome)
    {
        if (_name is null || _scope.Activity is { IsStopped: true })
            return;
        if (_clock.IsRunning && _clock.TryEnd(_scope.Activity))
            WorkflowMetrics.Completed(_name, outcome, _clock.Elapsed);
        _scope.Recording?.SetTag(SpanTags.WorkflowOutcome, OutcomeText.Of(outcome));
        _scope.Stop();
    }
}
