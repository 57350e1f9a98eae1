using Takumi.Observability;

namespace TypedMetrics;

/// <summary>Instance methods: the build adds a constructor that takes an <c>IMeterFactory</c>, so each container has instruments of its own.</summary>
[Meter("TypedMetrics.Stock")]
public sealed partial class StockMetrics
{
    /// <summary>Articles in stock.</summary>
    [ObservableGauge("shop.stock", Unit = "{article}")]
    public partial IDisposable ObserveStock(string warehouse, Func<long> articles);

    /// <summary>Deliveries by what the supplier's system answered.</summary>
    [Counter("shop.deliveries", Unit = "{delivery}")]
    public partial void Delivered([Label("status_code", Limit = 20)] int answer, bool complete);
}
