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
    private readonly string? _name;
    private readonly bool _isMeasured;

    internal WorkflowSpan(string name, SpanOptions? options)
    {
        _isMeasured = WorkflowMetrics.Enabled;
        _scope = ActivityScope.Start(SpanNames.Workflow(name), ActivityKind.Internal, options, _isMeasured);
        _name = _isMeasured || _scope.Activity is not null ? name : null;
        _scope.Recording?.SetTag(SpanTags.WorkflowName, name);
        if (_isMeasured)
            WorkflowMetrics.Started(name);
    }

    /// <summary>Whether anybody would see such a span or its measurements, if it began here.</summary>
    internal static bool IsObserved => (ActivityScope.Source.HasListeners() || WorkflowMetrics.Enabled) && !Silence.IsOn;

    /// <inheritdoc/>
    public Activity? Activity => _scope.Activity;

    bool IRunnableSpan.IsNone => _name is null;

    /// <inheritdoc/>
    public void Complete()
    {
        if (_name is not null)
            End(Outcome.Success);
    }

    /// <inheritdoc/>
    public void Fail(Exception exception)
    {
        if (_name is not null)
            End(_scope.Note(exception));
    }

    /// <inheritdoc/>
    public void Fail(string errorType, string? message = null)
    {
        if (_name is null)
            return;
        _scope.Note(errorType, message);
        End(Outcome.Failure);
    }

    /// <summary>Ends the workflow as a failure if nobody has ended it.</summary>
    public void Dispose()
    {
        if (_name is not null && !_scope.HasEnded)
            Fail(ScopeEnd.WithoutComplete, ScopeEnd.Description);
    }

    void IRunnableSpan.Detach() => _scope.Detach();

    private void End(Outcome outcome)
    {
        if (!_scope.TryEnd())
            return;
        if (_isMeasured)
            WorkflowMetrics.Completed(_name!, outcome, _scope.Elapsed);
        _scope.Recording?.SetTag(SpanTags.WorkflowOutcome, OutcomeText.Of(outcome));
        _scope.Stop();
    }
}
