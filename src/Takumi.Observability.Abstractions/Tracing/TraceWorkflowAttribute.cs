using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>Makes every call of the method a workflow: span <c>workflow.&lt;name&gt;</c> and the metrics of <see cref="WorkflowMetrics"/>, which count sampled or not.</summary>
/// <param name="name">The workflow's name in kebab case, for example <c>create-profile</c>.</param>
public sealed class TraceWorkflowAttribute(string name) : TraceAttribute(ActivityKind.Internal)
{
    /// <summary>The workflow's name, without the prefix of its span.</summary>
    public string Name { get; } = name;
}
