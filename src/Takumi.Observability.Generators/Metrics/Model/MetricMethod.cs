namespace Takumi.Observability.Generators.Metrics;

/// <summary>A partial method to implement. Without an instrument its declaration was refused; it gets an empty body, so that the one error that says why stands alone.</summary>
internal sealed record MetricMethod(string Signature, MethodForm Form, string? Instrument, string Measurement, EquatableArray<string> LabelParameters, double UnitsPerSecond);
