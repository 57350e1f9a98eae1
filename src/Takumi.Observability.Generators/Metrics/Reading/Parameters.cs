namespace Takumi.Observability.Generators.Metrics;

/// <summary>A method's parameters by their part: what is measured, as a C# expression with its type, and the labels.</summary>
internal sealed record Parameters(string? Measurement, string ValueType, IReadOnlyList<Label> Labels);
