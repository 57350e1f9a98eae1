namespace Takumi.Observability.Generators.Metrics;

/// <summary>A member of an enum and its text as a label's value.</summary>
internal sealed record ClosedValue(string Member, string Text);
