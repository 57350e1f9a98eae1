using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>
/// Spans for workflows, contract calls and the steps within them, in two forms: a delegate that runs inside its span (<c>Trace…</c>), and a scope that is disposed (<c>Start…</c>).
/// Thread safe. Nothing here throws on its own account; an exception of the body is recorded and goes on unchanged. <see cref="Activity.Current"/> is afterwards what it was before.
/// With nobody listening each call costs a few nanoseconds and no allocation.
/// </summary>
public static partial class TakumiTelemetry
{
    /// <summary>Name of the one activity source. A host that doesn't use <c>AddTakumiObservability()</c> adds it to its tracer provider.</summary>
    public const string ActivitySourceName = "Takumi.Observability";

    /// <summary>Name of the catalogue's meter.</summary>
    public const string MeterName = "Takumi.Observability";

    internal static readonly string Version = typeof(TakumiTelemetry).Assembly.GetName().Version!.ToString(3);

    /// <summary>Starts a workflow. Call <see cref="WorkflowSpan.Complete"/> at its end; disposed without it, it has failed.</summary>
    /// <param name="name">The workflow's name in kebab case, for example <c>create-profile</c>. Fixed in code, never an id.</param>
    /// <param name="options">Kind, parent, links, new root.</param>
    public static WorkflowSpan StartWorkflow(string name, SpanOptions? options = null) =>
        WorkflowSpan.IsObserved ? new(name, options) : default;

    /// <summary>Starts a contract call. Call <see cref="ContractCallSpan.Complete"/> at its end; disposed without it, it has failed.</summary>
    /// <param name="contract">The contract's name, for example <c>SkillProfile</c>.</param>
    /// <param name="method">The contract's method, for example <c>createProfile</c>.</param>
    /// <param name="options">Kind, parent, links, new root.</param>
    public static ContractCallSpan StartContractCall(string contract, string method, SpanOptions? options = null) =>
        ContractCallSpan.IsObserved ? new(contract, method, options) : default;

    /// <summary>Starts a step. Disposing it ends it.</summary>
    /// <param name="name">The span's name, for example <c>dataset_validation</c>. Fixed in code, never an id.</param>
    /// <param name="options">Kind, parent, links, new root.</param>
    public static OperationSpan StartOperation(string name, SpanOptions? options = null) =>
        OperationSpan.IsObserved ? new(name, options) : default;
}
