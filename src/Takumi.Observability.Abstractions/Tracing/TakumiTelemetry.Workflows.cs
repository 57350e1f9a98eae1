using System.Runtime.CompilerServices;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

// An async lambda fits a delegate that returns Task and one that returns ValueTask alike: the priorities choose Task, and a synchronous form only where nothing else fits.
public static partial class TakumiTelemetry
{
    /// <summary>Runs <paramref name="body"/> inside the workflow <c>workflow.&lt;name&gt;</c>. The span ends, and the outcome is measured, when the body has ended.</summary>
    public static void TraceWorkflow(string name, Action<WorkflowSpan> body, SpanOptions? options = null)
    {
        if (WorkflowSpan.IsObserved)
            SpanRunner.Run(new WorkflowSpan(name, options), body, static (span, body) => body(span));
        else
            body(default);
    }

    /// <inheritdoc cref="TraceWorkflow(string, Action{WorkflowSpan}, SpanOptions?)"/>
    public static T TraceWorkflow<T>(string name, Func<WorkflowSpan, T> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.Run(new WorkflowSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceWorkflow(string, Action{WorkflowSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task TraceWorkflow(string name, Func<WorkflowSpan, Task> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.RunAsync(new WorkflowSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceWorkflow(string, Action{WorkflowSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> TraceWorkflow<T>(string name, Func<WorkflowSpan, Task<T>> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.RunAsync(new WorkflowSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceWorkflow(string, Action{WorkflowSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<T> TraceWorkflow<T>(string name, Func<WorkflowSpan, ValueTask<T>> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.RunAsync(new WorkflowSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <summary>The same with a state argument, so that a static lambda need not capture.</summary>
    public static void TraceWorkflow<TState>(string name, TState state, Action<WorkflowSpan, TState> body, SpanOptions? options = null)
    {
        if (WorkflowSpan.IsObserved)
            SpanRunner.Run(new WorkflowSpan(name, options), state, body);
        else
            body(default, state);
    }

    /// <inheritdoc cref="TraceWorkflow{TState}(string, TState, Action{WorkflowSpan, TState}, SpanOptions?)"/>
    public static T TraceWorkflow<TState, T>(string name, TState state, Func<WorkflowSpan, TState, T> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.Run(new WorkflowSpan(name, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceWorkflow{TState}(string, TState, Action{WorkflowSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task TraceWorkflow<TState>(string name, TState state, Func<WorkflowSpan, TState, Task> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.RunAsync(new WorkflowSpan(name, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceWorkflow{TState}(string, TState, Action{WorkflowSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> TraceWorkflow<TState, T>(string name, TState state, Func<WorkflowSpan, TState, Task<T>> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.RunAsync(new WorkflowSpan(name, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceWorkflow{TState}(string, TState, Action{WorkflowSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<T> TraceWorkflow<TState, T>(string name, TState state, Func<WorkflowSpan, TState, ValueTask<T>> body, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? SpanRunner.RunAsync(new WorkflowSpan(name, options), state, body) : body(default, state);
}
