using System.Diagnostics;

namespace Takumi.Observability.Weaving;

internal sealed class TracedContractCall(string contract, string method, string? network, bool readOnly, ActivityKind kind, bool newRoot, bool critical)
    : TracedMethod(SpanNames.ContractCall(contract, method), kind, newRoot, critical)
{
    internal override bool IsMeasured => ContractMetrics.Enabled || (!readOnly && StellarMetrics.Enabled);

    internal override void Describe(Activity activity)
    {
        activity.SetTag(SpanTags.ContractName, contract);
        activity.SetTag(SpanTags.ContractMethod, method);
        if (network is not null)
            activity.SetTag(SpanTags.ContractNetwork, network);
    }

    internal override void MeasureStart()
    {
    }

    internal override void MeasureEnd(Outcome outcome, Exception? exception, TimeSpan duration)
    {
        ContractMetrics.Completed(contract, method, outcome, duration);
        if (!readOnly)
            StellarMetrics.TransactionSubmitted(method, StatusOf(outcome, exception), duration);
    }

    internal override void Conclude(Activity activity, Outcome outcome)
    {
    }

    // Who gave up waiting does not know what the network did: it may still get there.
    private static TransactionStatus StatusOf(Outcome outcome, Exception? exception) => outcome switch
    {
        Outcome.Success => TransactionStatus.Success,
        Outcome.Cancelled => TransactionStatus.Timeout,
        _ => exception is TimeoutException or OperationCanceledException ? TransactionStatus.Timeout : TransactionStatus.Failed,
    };
}
