namespace Takumi.Observability;

/// <summary>Declares a gauge: the last value recorded stands.</summary>
/// <remarks>The method returns <c>void</c> and has one <c>long</c>, <c>double</c> or <c>TimeSpan</c> parameter, the value; every other parameter is a label.</remarks>
/// <param name="name">The instrument's name, dotted lower case.</param>
public sealed class GaugeAttribute(string name) : MetricAttribute(name);
