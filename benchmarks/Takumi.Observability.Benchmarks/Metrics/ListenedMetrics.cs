namespace Takumi.Observability.Benchmarks;

/// <summary>Metrics that the OpenTelemetry SDK listens to.</summary>
[Meter("Takumi.Benchmarks.Listened")]
internal static partial class ListenedMetrics
{
    /// <summary>Two closed labels.</summary>
    [Counter("bench.closed")]
    public static partial void Closed(bool retried, TransactionStatus status);

    /// <summary>A bounded and a closed label.</summary>
    [Counter("bench.bounded")]
    public static partial void Bounded(string method, TransactionStatus status);

    /// <summary>Two bounded labels, whose combinations are bounded as well.</summary>
    [Counter("bench.combined")]
    public static partial void Combined(string contract, string method);
}
