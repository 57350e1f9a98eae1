using System.Runtime.CompilerServices;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

// An async lambda fits a delegate that returns Task and one that returns ValueTask alike: the priorities choose Task, and a synchronous form only where nothing else fits.
public static partial class TakumiTelemetry
{
    /// <summary>Runs <paramref name="body"/> inside a contract call <c>contract.&lt;Contract&gt;.&lt;method&gt;</c>. The span ends, and the outcome is measured, when the body has ended.</summary>
    public static void TraceContractCall(string contract, string method, Action<ContractCallSpan> body, SpanOptions? options = null)
    {
        if (ContractCallSpan.IsObserved)
            SpanRunner.Run(new ContractCallSpan(contract, method, options), body, static (span, body) => body(span));
        else
            body(default);
    }

    /// <inheritdoc cref="TraceContractCall(string, string, Action{ContractCallSpan}, SpanOptions?)"/>
    public static T TraceContractCall<T>(string contract, string method, Func<ContractCallSpan, T> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.Run(new ContractCallSpan(contract, method, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceContractCall(string, string, Action{ContractCallSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task TraceContractCall(string contract, string method, Func<ContractCallSpan, Task> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.RunAsync(new ContractCallSpan(contract, method, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceContractCall(string, string, Action{ContractCallSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> TraceContractCall<T>(string contract, string method, Func<ContractCallSpan, Task<T>> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.RunAsync(new ContractCallSpan(contract, method, options), body, static (span, body) => body(span)) : body(default);

    /// <inheritdoc cref="TraceContractCall(string, string, Action{ContractCallSpan}, SpanOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<T> TraceContractCall<T>(string contract, string method, Func<ContractCallSpan, ValueTask<T>> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.RunAsync(new ContractCallSpan(contract, method, options), body, static (span, body) => body(span)) : body(default);

    /// <summary>The same with a state argument, so that a static lambda need not capture.</summary>
    public static void TraceContractCall<TState>(string contract, string method, TState state, Action<ContractCallSpan, TState> body, SpanOptions? options = null)
    {
        if (ContractCallSpan.IsObserved)
            SpanRunner.Run(new ContractCallSpan(contract, method, options), state, body);
        else
            body(default, state);
    }

    /// <inheritdoc cref="TraceContractCall{TState}(string, string, TState, Action{ContractCallSpan, TState}, SpanOptions?)"/>
    public static T TraceContractCall<TState, T>(string contract, string method, TState state, Func<ContractCallSpan, TState, T> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.Run(new ContractCallSpan(contract, method, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceContractCall{TState}(string, string, TState, Action{ContractCallSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task TraceContractCall<TState>(string contract, string method, TState state, Func<ContractCallSpan, TState, Task> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.RunAsync(new ContractCallSpan(contract, method, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceContractCall{TState}(string, string, TState, Action{ContractCallSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> TraceContractCall<TState, T>(string contract, string method, TState state, Func<ContractCallSpan, TState, Task<T>> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.RunAsync(new ContractCallSpan(contract, method, options), state, body) : body(default, state);

    /// <inheritdoc cref="TraceContractCall{TState}(string, string, TState, Action{ContractCallSpan, TState}, SpanOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<T> TraceContractCall<TState, T>(string contract, string method, TState state, Func<ContractCallSpan, TState, ValueTask<T>> body, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? SpanRunner.RunAsync(new ContractCallSpan(contract, method, options), state, body) : body(default, state);
}
