namespace Takumi.Observability.Testing.Otlp;

/// <summary>A link to a span of any trace; ids are lower-case hexadecimal.</summary>
public sealed record OtlpSpanLink(string TraceId, string SpanId, IReadOnlyDictionary<string, object?> Attributes);
