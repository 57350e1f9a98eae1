using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>Workflows: how many, how long, how many at once. Fed by <see cref="TakumiTelemetry"/>, sampled or not. Thread safe.</summary>
public static partial class WorkflowMetrics
{
    private static readonly LabelBound s_workflows = new();
    private static readonly Counter<long> s_completions = TakumiMeter.Instance.CreateCounter<long>("workflow.completions", unit: null, "Workflows that ended, by outcome.");
    private static readonly Histogram<double> s_duration = TakumiMeter.Instance.CreateHistogram<double>("workflow.duration", "s", "Duration of workflows.", tags: null, advice: TakumiMeter.Seconds);
    private static readonly UpDownCounter<long> s_inProgress = TakumiMeter.Instance.CreateUpDownCounter<long>("workflow.in_progress", unit: null, "Workflows that are running.");

    /// <summary>Whether anybody listens to one of these instruments.</summary>
    internal static bool Enabled => s_completions.Enabled || s_duration.Enabled || s_inProgress.Enabled;

    /// <summary>A workflow started.</summary>
    public static void Started(string workflow) => s_inProgress.Add(1, new KeyValuePair<string, object?>("workflow", s_workflows.Of(workflow)));

    /// <summary>A workflow that was <see cref="Started"/> ended.</summary>
    public static void Completed(string workflow, Outcome outcome, TimeSpan duration)
    {
        var name = new KeyValuePair<string, object?>("workflow", s_workflows.Of(workflow));
        s_inProgress.Add(-1, name);
        s_completions.Add(1, name, new("outcome", OutcomeText.Of(outcome)));
        s_duration.Record(duration.TotalSeconds, name);
    }
}
