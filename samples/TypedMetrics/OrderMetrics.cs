using Takumi.Observability;

namespace TypedMetrics;

/// <summary>A static class owns its meter: the shortest call site, one set of instruments for the process.</summary>
[Meter("TypedMetrics.Orders")]
public static partial class OrderMetrics
{
    /// <summary>Orders placed.</summary>
    [Counter("shop.orders", Unit = "{order}")]
    public static partial void Placed(SalesChannel channel, [Label(Limit = 50)] string country);

    /// <summary>Time to pack an order.</summary>
    [Histogram("shop.packing.duration", Unit = "s", Boundaries = [1, 5, 15, 60])]
    public static partial void PackingDuration(string warehouse, TimeSpan elapsed);

    /// <summary>Times the packing of an order.</summary>
    [Timer(nameof(PackingDuration))]
    public static partial MetricTimer TimePacking(string warehouse);

    /// <summary>Orders that are being packed.</summary>
    [UpDownCounter("shop.orders.packing", Unit = "{order}")]
    private static partial void Packing(string warehouse, long change);

    /// <summary>Counts an order as being packed.</summary>
    [InProgress(nameof(Packing))]
    public static partial InProgressScope StartPacking(string warehouse);
}
