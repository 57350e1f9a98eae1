using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>
/// What the trace attributes share. The build weaves the span into the attributed method itself, so it is there whoever calls:
/// directly, through an interface or a delegate, by a framework, by reflection, from another assembly. A method that cannot carry a span is a build error.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public abstract class TraceAttribute : Attribute
{
    private protected TraceAttribute(ActivityKind kind) => Kind = kind;

    /// <summary>The role of the span. A contract call is a client, everything else internal, unless it is said here.</summary>
    public ActivityKind Kind { get; set; }

    /// <summary>Starts a trace of its own, with a link to the span of the caller. For work that outlives its caller.</summary>
    public bool NewRoot { get; set; }

    /// <summary>
    /// Sampling keeps the span. Beneath a parent that was dropped in another process it starts recording here, but cannot bring the parent back:
    /// the trace then begins at this span.
    /// </summary>
    public bool Critical { get; set; }

    /// <summary>
    /// The result that means failure. A constant (a bool, an enum value, a number, a character or <see langword="null"/>) is compared with the result;
    /// a string is the path of a bool member of the result, negated by a leading <c>!</c>: <c>"IsRejected"</c>, <c>"!Receipt.Accepted"</c>.
    /// Not set: only an exception is a failure.
    /// </summary>
    public object? ErrorWhen { get; set; }
}
