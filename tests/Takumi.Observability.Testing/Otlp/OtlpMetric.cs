namespace Takumi.Observability.Testing.Otlp;

/// <summary>A metric as the collector would see it.</summary>
public sealed record OtlpMetric
{
    public required IReadOnlyDictionary<string, object?> Resource { get; init; }
    public required string Scope { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required string Unit { get; init; }
    public required OtlpMetricKind Kind { get; init; }

    /// <summary>False: each export holds only what was added since the one before.</summary>
    public required bool IsCumulative { get; init; }

    public required IReadOnlyList<OtlpPoint> Points { get; init; }
}
