namespace Takumi.Observability.Testing.Otlp;

/// <summary>A measurement with the trace that it was made in; ids are lower-case hexadecimal, empty outside a span.</summary>
public sealed record OtlpExemplar(string TraceId, string SpanId, IReadOnlyDictionary<string, object?> FilteredAttributes);
