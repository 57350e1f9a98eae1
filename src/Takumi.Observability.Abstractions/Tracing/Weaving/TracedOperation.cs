using System.Diagnostics;

namespace Takumi.Observability.Weaving;

internal sealed class TracedOperation(string name, ActivityKind kind, bool newRoot, bool critical)
    : TracedMethod(name, kind, newRoot, critical)
{
    internal override bool IsMeasured => false;

    internal override void Describe(Activity activity)
    {
    }

    internal override void MeasureStart()
    {
    }

    internal override void MeasureEnd(Outcome outcome, Exception? exception, TimeSpan duration)
    {
    }

    internal override void Conclude(Activity activity, Outcome outcome)
    {
    }
}
