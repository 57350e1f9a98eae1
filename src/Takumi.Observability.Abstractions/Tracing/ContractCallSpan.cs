using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>
/// A call of a smart contract: client span <c>contract.&lt;Contract&gt;.&lt;method&gt;</c> and the metrics of <see cref="ContractMetrics"/>, which count whether or not the span is sampled.
/// Disposed without <see cref="Complete"/> it has failed: an exception passed by.
/// </summary>
public readonly struct ContractCallSpan : ITelemetrySpan, IRunnableSpan
{
    private readonly ActivityScope _scope;
    private readonly SpanClock _clock;
    private readonly string? _contract;
    private readonly string? _method;

    internal ContractCallSpan(string contract, string method, in SpanOptions options)
    {
        _scope = ActivityScope.Start(SpanNames.ContractCall(contract, method), ActivityKind.Client, options);
        _contract = contract;
        _method = method;
        if (_scope.Recording is { } activity)
        {
            activity.SetTag(SpanTags.ContractName, contract);
            activity.SetTag(SpanTags.ContractMethod, method);
        }

        if (ContractMetrics.Enabled)
            _clock = SpanClock.Start(_scope.Activity);
    }

    /// <inheritdoc/>
    public Activity? Activity => _scope.Activity;

    /// <summary>Hash of the transaction that carried the call (<c>transaction.hash</c>).</summary>
    public string? TransactionHash
    {
        get => _scope.Activity?.GetTagItem(SpanTags.TransactionHash) as string;
        set => _scope.Recording?.SetTag(SpanTags.TransactionHash, value);
    }

    /// <summary>The network that the contract lives on (<c>contract.network</c>), for example <c>testnet</c>.</summary>
    public string? Network
    {
        get => _scope.Activity?.GetTagItem(SpanTags.ContractNetwork) as string;
        set => _scope.Recording?.SetTag(SpanTags.ContractNetwork, value);
    }

    bool IRunnableSpan.IsNone => _contract is null;

    /// <summary>Starts a child span for one phase of the call. Nothing is started beneath a call that has no span.</summary>
    public OperationSpan StartPhase(ContractPhase phase) =>
        _scope.Activity is null ? default : new(ActivityScope.Start(SpanNames.Phase(phase), ActivityKind.Client, default));

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

    /// <summary>Ends the call as a failure if nobody has ended it.</summary>
    public void Dispose()
    {
        if (_scope.Activity is not { IsStopped: true })
            Fail(ScopeEnd.WithoutComplete, ScopeEnd.Description);
    }

    void IRunnableSpan.Detach() => _scope.Detach();

    private void End(Outcome outcome)
    {
        if (_contract is null || _scope.Activity is { IsStopped: true })
            return;
        if (_clock.IsRunning && _clock.TryEnd(_scope.Activity))
            ContractMetrics.Completed(_contract, _method!, outcome, _clock.Elapsed);
        _scope.Stop();
    }
}
