using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Weaving;

internal sealed class TracedWorkflow(string name, ActivityKind kind, bool newRoot, bool critical)
    : TracedMethod(SpanNames.Workflow(name), kind, newRoot, critical)
{
    internal override bool IsMeasured => WorkflowMetrics.Enabled;

    internal override void Describe(Activity activity) => activity.SetTag(SpanTags.WorkflowName, name);

    internal override void MeasureStart() => WorkflowMetrics.Started(name);

    internal override void MeasureEnd(Outcome outcome, Exception? exception, TimeSpan duration) => WorkflowMetrics.Completed(name, outcome, duration);

    internal override void Conclude(Activity activity, Outcome outcome) => activity.SetTag(SpanTags.WorkflowOutcome, OutcomeText.Of(outcome));
}
