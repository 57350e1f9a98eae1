namespace Takumi.Observability.Testing.Recording;

/// <summary>One call of an instrument, or one value that an observable instrument gave.</summary>
public sealed record Measurement(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags);
