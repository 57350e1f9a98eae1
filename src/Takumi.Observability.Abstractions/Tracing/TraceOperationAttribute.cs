using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>Makes every call of the method a step of work: a span, no metric.</summary>
/// <param name="name">The span's name, for example <c>dataset_validation</c>.</param>
public sealed class TraceOperationAttribute(string name) : TraceAttribute(ActivityKind.Internal)
{
    /// <summary>The span's name.</summary>
    public string Name { get; } = name;
}
