namespace Takumi.Observability.Testing.Otlp;

/// <summary>The data of a metric; a counter and an up-down counter are both a sum.</summary>
public enum OtlpMetricKind
{
    Gauge,
    MonotonicSum,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
}
