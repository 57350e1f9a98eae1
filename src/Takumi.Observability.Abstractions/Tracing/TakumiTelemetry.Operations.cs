using System.Runtime.CompilerServices;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

// An async lambda fits a delegate that returns Task and one that returns ValueTask alike: the priorities choose Task, and a synchronous form only where nothing else fits.
public static partial class TakumiTelemetry
{
    /// <summary>Runs <paramref name="body"/> inside a step. The span ends when the body has ended.</summary>
    public static void TraceOperation(string name, Action<OperationSpan> body, SpanOptions? options = null)
    {
        if (OperationSpan.IsObserved)
            SpanRunner.Run(new OperationSpan(name, options), body, static (span, body) => body(span));
        else
            body(default);
    }

    /// <inheritdoc cref="TraceOperation(string, Action{OperationSpan}, SpanOptions?)"/>
    public static T TraceOperation<T>(string name, Func<OperationSpan, T> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.Run(new OperationSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceOperation(string, Action{OperationSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task TraceOperation(string name, Func<OperationSpan, Task> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.RunAsync(new OperationSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceOperation(string, Action{OperationSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> TraceOperation<T>(string name, Func<OperationSpan, Task<T>> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.RunAsync(new OperationSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceOperation(string, Action{OperationSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<T> TraceOperation<T>(string name, Func<OperationSpan, ValueTask<T>> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.RunAsync(new OperationSpan(name, options), body, static (span, body) => body(span)) : body(default);

    /// <summary>The same with a state argument, so that a static lambda need not capture.</summary>
    public static void TraceOperation<TState>(string name, TState state, Action<OperationSpan, TState> body, SpanOptions? options = null)
    {
        if (OperationSpan.IsObserved)
            SpanRunner.Run(new OperationSpan(name, options), state, body);
        else
            body(default, state);
    }

    /// <inheritdoc cref="TraceOperation{TState}(string, TState, Action{OperationSpan, TState}, SpanOptions?)"/>
    public static T TraceOperation<TState, T>(string name, TState state, Func<OperationSpan, TState, T> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.Run(new OperationSpan(name, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceOperation{TState}(string, TState, Action{OperationSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task TraceOperation<TState>(string name, TState state, Func<OperationSpan, TState, Task> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.RunAsync(new OperationSpan(name, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceOperation{TState}(string, TState, Action{OperationSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> TraceOperation<TState, T>(string name, TState state, Func<OperationSpan, TState, Task<T>> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.RunAsync(new OperationSpan(name, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceOperation{TState}(string, TState, Action{OperationSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<T> TraceOperation<TState, T>(string name, TState state, Func<OperationSpan, TState, ValueTask<T>> body, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? SpanRunner.RunAsync(new OperationSpan(name, options), state, body) : body(default, state);
}
