namespace Takumi.Observability;

/// <summary>Declares a counter: what only ever grows.</summary>
/// <remarks>The method returns <c>void</c>. It adds one, or its <c>long</c>, <c>double</c> or <c>TimeSpan</c> parameter if it has one; every other parameter is a label.</remarks>
/// <param name="name">The instrument's name, dotted lower case.</param>
public sealed class CounterAttribute(string name) : MetricAttribute(name);
