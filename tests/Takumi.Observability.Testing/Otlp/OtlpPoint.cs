namespace Takumi.Observability.Testing.Otlp;

/// <summary>One series of a metric in one export.</summary>
public sealed record OtlpPoint
{
    public required IReadOnlyDictionary<string, object?> Attributes { get; init; }

    /// <summary>A gauge's or sum's value; a histogram's sum.</summary>
    public required double Value { get; init; }

    /// <summary>A histogram's number of measurements; 0 for the other kinds.</summary>
    public ulong Count { get; init; }

    /// <summary>A histogram's boundaries, ascending, without infinity.</summary>
    public IReadOnlyList<double> Bounds { get; init; } = [];

    /// <summary>A histogram's measurements bucket by bucket (not cumulative), one more than <see cref="Bounds"/>.</summary>
    public IReadOnlyList<ulong> BucketCounts { get; init; } = [];

    public IReadOnlyList<OtlpExemplar> Exemplars { get; init; } = [];
}
