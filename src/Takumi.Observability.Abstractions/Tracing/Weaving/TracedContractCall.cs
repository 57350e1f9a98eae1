using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Weaving;

internal sealed class TracedContractCall(string contract, string method, string? network, bool readOnly, ActivityKind kind, bool newRoot, bool critical)
    : TracedMethod(SpanNames.ContractCall(contract, method), kind, newRoot, critical)
{
    internal override bool IsMeasured => ContractCallMeasurement.IsWanted(readOnly);

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

    internal override void MeasureEnd(Outcome outcome, Exception? exception, TimeSpan duration) =>
        ContractCallMeasurement.End(contract, method, readOnly, outcome, exception, duration);

    internal override void Conclude(Activity activity, Outcome outcome)
    {
    }
}
