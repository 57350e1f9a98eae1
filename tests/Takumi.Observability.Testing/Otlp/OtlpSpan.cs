using System.Diagnostics;

namespace Takumi.Observability.Testing.Otlp;

/// <summary>A span as the collector would see it. Ids are lower-case hexadecimal; a root's <see cref="ParentSpanId"/> is empty.</summary>
public sealed record OtlpSpan
{
    public required IReadOnlyDictionary<string, object?> Resource { get; init; }
    public required string Scope { get; init; }
    public required string TraceId { get; init; }
    public required string SpanId { get; init; }
    public required string ParentSpanId { get; init; }
    public required string Name { get; init; }
    public required ActivityKind Kind { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset End { get; init; }
    public required IReadOnlyDictionary<string, object?> Attributes { get; init; }
    public required IReadOnlyList<OtlpSpanEvent> Events { get; init; }
    public required IReadOnlyList<OtlpSpanLink> Links { get; init; }
    public required ActivityStatusCode Status { get; init; }
    public required string StatusDescription { get; init; }
}
