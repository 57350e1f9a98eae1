using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>
/// A call of a smart contract: client span <c>contract.&lt;Contract&gt;.&lt;method&gt;</c> and the metrics of <see cref="ContractMetrics"/>, which count whether or not the span is sampled.
/// A call that submits a transaction, as it does unless <see cref="SpanOptions.ReadOnly"/> says otherwise, also counts as one in <see cref="StellarMetrics"/>.
/// Disposed without <see cref="Complete"/> it has failed: an exception passed by.
/// </summary>
public readonly struct ContractCallSpan : ITelemetrySpan, IRunnableSpan
{
    private readonly ActivityScope _scope;
    private readonly string? _contract;
    private readonly string? _method;
    private readonly bool _isMeasured;
    private readonly bool _isReadOnly;

    internal ContractCallSpan(string contract, string method, SpanOptions? options)
    {
        _isReadOnly = options is { ReadOnly: true };
        _isMeasured = ContractCallMeasurement.IsWanted(_isReadOnly);
        _scope = ActivityScope.Start(SpanNames.ContractCall(contract, method), ActivityKind.Client, options, _isMeasured);
        _contract = _isMeasured || _scope.Activity is not null ? contract : null;
        _method = method;
        if (_scope.Recording is { } activity)
        {
            activity.SetTag(SpanTags.ContractName, contract);
            activity.SetTag(SpanTags.ContractMethod, method);
        }
    }

    /// <summary>Whether anybody would see such a span or its measurements, if it began here.</summary>
    internal static bool IsObserved => (ActivityScope.Source.HasListeners() || ContractCallMeasurement.IsWanted(readOnly: false)) && !Silence.IsOn;

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
        _scope.Activity is null || Silence.IsOn ? default : new(SpanNames.Phase(phase), options: null, ActivityKind.Client);

    /// <inheritdoc/>
    public void Complete()
    {
        if (_contract is not null)
            End(Outcome.Success);
    }

    /// <inheritdoc/>
    public void Fail(Exception exception)
    {
        if (_contract is not null)
            End(_scope.Note(exception), exception);
    }

    /// <inheritdoc/>
    public void Fail(string errorType, string? message = null)
    {
        if (_contract is null)
            return;
        _scope.Note(errorType, message);
        End(Outcome.Failure);
    }

    /// <summary>Ends the call as a failure if nobody has ended it.</summary>
    public void Dispose()
    {
        if (_contract is not null && !_scope.HasEnded)
            Fail(ScopeEnd.WithoutComplete, ScopeEnd.Description);
    }

    void IRunnableSpan.Detach() => _scope.Detach();

    private void End(Outcome outcome, Exception? exception = null)
    {
        if (!_scope.TryEnd())
            return;
        if (_isMeasured)
            ContractCallMeasurement.End(_contract!, _method!, _isReadOnly, outcome, exception, _scope.Elapsed);
        _scope.Stop();
    }
}
