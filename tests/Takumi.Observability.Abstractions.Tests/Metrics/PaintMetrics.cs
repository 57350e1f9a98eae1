namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>One declaration of each form, as a user writes them, with instruments of its own for each test.</summary>
[Meter("Takumi.Tests.Paint")]
internal sealed partial class PaintMetrics
{
    /// <summary>Cans sold.</summary>
    [Counter("paint.cans", Unit = "{can}")]
    public partial void Sold(Colour colour, bool discounted);

    /// <summary>Cans returned.</summary>
    [Counter("paint.returns", Unit = "{can}")]
    public partial void Returned(string reason, long cans);

    /// <summary>Answers of the mixing machine.</summary>
    [Counter("paint.answers")]
    public partial void Answered([Label("status_code", Limit = 3)] int code);

    /// <summary>Time to mix.</summary>
    [Histogram("paint.mixing.duration", Unit = "ms")]
    public partial void MixingDuration(Colour colour, TimeSpan elapsed);

    /// <summary>Times a mixing.</summary>
    [Timer(nameof(MixingDuration))]
    public partial MetricTimer TimeMixing(Colour colour);

    /// <summary>Orders that are being mixed.</summary>
    [UpDownCounter("paint.mixing")]
    public partial void Mixing(string machine, string? shift, long change);

    /// <summary>Counts an order as being mixed.</summary>
    [InProgress(nameof(Mixing))]
    public partial InProgressScope StartMixing(string machine, string? shift);

    /// <summary>Temperature of the store.</summary>
    [Gauge("paint.store.temperature", Unit = "Cel")]
    public partial void Temperature(double celsius);

    /// <summary>Cans in the store.</summary>
    [ObservableGauge("paint.stock", Unit = "{can}")]
    public partial IDisposable ObserveStock(Colour colour, Func<long> cans);

    /// <summary>Orders by three open labels.</summary>
    [Counter("paint.orders", MaxSeries = 10)]
    public partial void Ordered(string shop, string product, Colour colour);

    /// <summary>Tips by a label that need not be there.</summary>
    [Counter("paint.tips", MaxSeries = 2)]
    public partial void Tipped(string shop, [Label(Limit = 1)] string? shift);

    /// <summary>Cans by a label with room for one value.</summary>
    [Counter("paint.limited")]
    public partial void Limited([Label(Limit = 1)] string reason);
}
