namespace Takumi.Observability;

/// <summary>Declares an up-down counter: what goes up and down by known steps, such as connections.</summary>
/// <remarks>The method returns <c>void</c> and has one <c>long</c> or <c>double</c> parameter, the change; every other parameter is a label.</remarks>
/// <param name="name">The instrument's name, dotted lower case.</param>
public sealed class UpDownCounterAttribute(string name) : MetricAttribute(name);
