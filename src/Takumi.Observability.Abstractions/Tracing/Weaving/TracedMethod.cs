using System.ComponentModel;
using System.Diagnostics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Weaving;

/// <summary>What an attribute says, once for each woven method. Created by woven code; immutable and thread safe.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TracedMethod
{
    private readonly string _spanName;
    private readonly ActivityKind _kind;
    private readonly SpanOptions? _options;

    private protected TracedMethod(string spanName, ActivityKind kind, bool newRoot, bool critical)
    {
        _spanName = spanName;
        _kind = kind;
        _options = newRoot || critical ? new SpanOptions { NewRoot = newRoot, Critical = critical } : null;
    }

    /// <summary>The method of a <see cref="TraceWorkflowAttribute"/>.</summary>
    public static TracedMethod Workflow(string name, ActivityKind kind, bool newRoot, bool critical) =>
        new TracedWorkflow(name, kind, newRoot, critical);

    /// <summary>The method of a <see cref="TraceContractCallAttribute"/>.</summary>
    public static TracedMethod ContractCall(string contract, string method, string? network, bool readOnly, ActivityKind kind, bool newRoot, bool critical) =>
        new TracedContractCall(contract, method, network, readOnly, kind, newRoot, critical);

    /// <summary>The method of a <see cref="TraceOperationAttribute"/>.</summary>
    public static TracedMethod Operation(string name, ActivityKind kind, bool newRoot, bool critical) =>
        new TracedOperation(name, kind, newRoot, critical);

    /// <summary>Whether anybody listens to the metrics of this method.</summary>
    internal abstract bool IsMeasured { get; }

    internal bool NewRoot => _options is { NewRoot: true };

    /// <summary>Starts the span; null where nobody listens or sampling dropped it.</summary>
    internal Activity? Start() =>
        ActivityScope.Start(_spanName, _kind, _options).Activity;

    /// <summary>Writes what the attribute knows on a span that is recorded.</summary>
    internal abstract void Describe(Activity activity);

    /// <summary>Measures the start of a call. Asked only where <see cref="IsMeasured"/>.</summary>
    internal abstract void MeasureStart();

    /// <summary>Measures the end of a call whose start was measured.</summary>
    internal abstract void MeasureEnd(Outcome outcome, Exception? exception, TimeSpan duration);

    /// <summary>Writes how the call ended on a span that is recorded and still runs.</summary>
    internal abstract void Conclude(Activity activity, Outcome outcome);
}
