namespace Takumi.Observability.Testing.Otlp;

/// <summary>A log record as the collector would see it. Ids are lower-case hexadecimal, empty outside a span.</summary>
public sealed record OtlpLog
{
    public required IReadOnlyDictionary<string, object?> Resource { get; init; }

    /// <summary>The logger's category.</summary>
    public required string Scope { get; init; }

    public required DateTimeOffset Time { get; init; }
    public required object? Body { get; init; }

    /// <summary>1 to 24: trace from 1, debug 5, info 9, warn 13, error 17, fatal 21.</summary>
    public required int SeverityNumber { get; init; }

    public required string SeverityText { get; init; }
    public required string EventName { get; init; }
    public required IReadOnlyDictionary<string, object?> Attributes { get; init; }
    public required string TraceId { get; init; }
    public required string SpanId { get; init; }
}
