namespace Takumi.Observability;

/// <summary>Workflows: how many, how long, how many at once. Fed by <see cref="TakumiTelemetry"/>, sampled or not, unless the workflow began mute. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName, IgnoresMute = true)]
public static partial class WorkflowMetrics
{
    /// <summary>A workflow started. Each call is paired with one of <see cref="Completed"/>.</summary>
    public static void Started(string workflow) => InProgress(workflow, 1);

    /// <summary>A workflow that was <see cref="Started"/> ended.</summary>
    public static void Completed(string workflow, Outcome outcome, TimeSpan duration)
    {
        InProgress(workflow, -1);
        Completions(workflow, outcome);
        Duration(workflow, duration);
    }

    /// <summary>Workflows that ended.</summary>
    [Counter("workflow.completions")]
    private static partial void Completions(string workflow, Outcome outcome);

    /// <summary>Duration of workflows.</summary>
    [Histogram("workflow.duration", Unit = "s")]
    private static partial void Duration(string workflow, TimeSpan duration);

    /// <summary>Workflows that are running.</summary>
    [UpDownCounter("workflow.in_progress")]
    private static partial void InProgress(string workflow, long change);
}
