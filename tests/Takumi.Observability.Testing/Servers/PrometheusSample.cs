namespace Takumi.Observability.Testing.Servers;

/// <summary>One series of a query's answer.</summary>
/// <param name="Labels">With <c>__name__</c>, <c>job</c> and <c>instance</c> where the query keeps them.</param>
/// <param name="Value">As PromQL computed it; may be NaN or infinite.</param>
public sealed record PrometheusSample(IReadOnlyDictionary<string, string> Labels, double Value);
