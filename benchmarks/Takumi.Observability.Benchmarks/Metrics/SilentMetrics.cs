namespace Takumi.Observability.Benchmarks;

/// <summary>Metrics that nobody listens to.</summary>
[Meter("Takumi.Benchmarks.Silent")]
internal static partial class SilentMetrics
{
    /// <summary>A bounded and a closed label.</summary>
    [Counter("bench.silent.bounded")]
    public static partial void Bounded(string method, TransactionStatus status);

    /// <summary>A duration.</summary>
    [Histogram("bench.silent.duration", Unit = "s")]
    public static partial void Duration(string method, TimeSpan elapsed);

    /// <summary>Times it.</summary>
    [Timer(nameof(Duration))]
    public static partial MetricTimer Time(string method);
}
