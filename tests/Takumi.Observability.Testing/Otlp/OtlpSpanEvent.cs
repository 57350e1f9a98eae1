namespace Takumi.Observability.Testing.Otlp;

/// <summary>Something that happened inside a span, for example <c>exception</c>.</summary>
public sealed record OtlpSpanEvent(string Name, DateTimeOffset Time, IReadOnlyDictionary<string, object?> Attributes);
