namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>What a declared metric measures: exact values and the whole set of labels.</summary>
public sealed class DeclaredMetricsTests : IDisposable
{
    private readonly PaintShop _shop = new();

    private PaintMetrics Metrics => _shop.Metrics;

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void Closed_labels_are_the_names_of_their_values()
    {
        Metrics.Sold(Colour.Red, discounted: true);
        Metrics.Sold(Colour.DarkGreen, discounted: false);
        Metrics.Sold(Colour.Blue, discounted: false);

        _shop.Lines.ShouldBe(["paint.cans 1 colour=red discounted=true", "paint.cans 1 colour=dark_green discounted=false", "paint.cans 1 colour=sky discounted=false"]);
    }

    [Fact]
    public void A_value_that_the_enum_does_not_have_is_other()
    {
        Metrics.Sold((Colour)42, discounted: false);

        _shop.Lines.ShouldBe(["paint.cans 1 colour=other discounted=false"]);
    }

    [Fact]
    public void A_counter_adds_its_measurement()
    {
        Metrics.Returned("wrong colour", 3);

        _shop.Lines.ShouldBe(["paint.returns 3 reason=wrong colour"]);
    }

    [Fact]
    public void An_int_is_a_label_within_its_limit()
    {
        foreach (var code in new[] { 200, 404, 500, 503, 200 })
            Metrics.Answered(code);

        _shop.Lines.ShouldBe(new[] { "200", "404", "500", "other", "200" }.Select(code => $"paint.answers 1 status_code={code}"));
    }

    [Fact]
    public void A_TimeSpan_is_measured_in_the_metrics_unit()
    {
        Metrics.MixingDuration(Colour.Red, TimeSpan.FromSeconds(1.5));

        _shop.Lines.ShouldBe(["paint.mixing.duration 1500 colour=red"]);
    }

    [Fact]
    public void A_timer_records_once_at_its_end()
    {
        using (Metrics.TimeMixing(Colour.Blue))
            _shop.Lines.ShouldBeEmpty();

        var measured = _shop.Recorder.Measurements.ShouldHaveSingleItem();
        (measured.Instrument, measured.Tags.ShouldHaveSingleItem()).ShouldBe(("paint.mixing.duration", new("colour", "sky")));
        measured.Value.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void What_is_in_progress_counts_up_and_down_with_the_same_labels()
    {
        using (Metrics.StartMixing("mixer-1", shift: null))
        using (Metrics.StartMixing("mixer-2", "night"))
        {
        }

        _shop.Lines.ShouldBe(
        [
            "paint.mixing 1 machine=mixer-1",
            "paint.mixing 1 machine=mixer-2 shift=night",
            "paint.mixing -1 machine=mixer-2 shift=night",
            "paint.mixing -1 machine=mixer-1",
        ]);
    }

    [Fact]
    public void A_gauge_without_labels_records_its_value()
    {
        Metrics.Temperature(-3.5);

        _shop.Lines.ShouldBe(["paint.store.temperature -3.5"]);
    }

    [Fact]
    public void An_observed_series_is_read_at_collection_until_it_is_disposed()
    {
        var stock = 7L;
        var red = Metrics.ObserveStock(Colour.Red, () => stock);
        using var blue = Metrics.ObserveStock(Colour.Blue, () => 1);

        _shop.Recorder.Observe();
        stock = 6;
        red.Dispose();
        red.Dispose();
        _shop.Recorder.Observe();

        _shop.Lines.ShouldBe(["paint.stock 7 colour=red", "paint.stock 1 colour=sky", "paint.stock 1 colour=sky"]);
    }

    [Fact]
    public void A_callback_that_throws_is_told_to_the_collector_and_costs_no_other_series()
    {
        using var broken = Metrics.ObserveStock(Colour.Red, () => throw new InvalidOperationException("no scale"));
        using var blue = Metrics.ObserveStock(Colour.Blue, () => 1);

        Should.Throw<AggregateException>(_shop.Recorder.Observe).Flatten().InnerExceptions.ShouldHaveSingleItem().Message.ShouldBe("no scale");

        _shop.Lines.ShouldBe(["paint.stock 1 colour=sky"]);
    }

    [Fact]
    public void Two_containers_measure_apart()
    {
        using var other = new PaintShop();

        Metrics.Temperature(1);
        other.Metrics.Temperature(2);

        (_shop.Lines.Single(), other.Lines.Single()).ShouldBe(("paint.store.temperature 1", "paint.store.temperature 2"));
    }

    [Fact]
    public void Past_the_metrics_limit_the_open_labels_of_new_combinations_are_other_and_known_ones_go_on()
    {
        for (var i = 0; i < 12; i++)
            Metrics.Ordered($"shop-{i}", "brush", Colour.Red);
        Metrics.Ordered("shop-0", "brush", Colour.Red);
        Metrics.Ordered("shop-0", "brush", Colour.Blue);

        _shop.Lines.TakeLast(4).ShouldBe(
        [
            "paint.orders 1 shop=other product=other colour=red",
            "paint.orders 1 shop=other product=other colour=red",
            "paint.orders 1 shop=shop-0 product=brush colour=red",
            "paint.orders 1 shop=other product=other colour=sky",
        ]);
    }

    [Fact]
    public void Values_that_the_enum_does_not_have_are_one_value_to_the_metrics_limit_too()
    {
        for (var unknown = 100; unknown < 120; unknown++)
            Metrics.Ordered("shop-0", "brush", (Colour)unknown);
        Metrics.Ordered("shop-1", "brush", Colour.Red);

        _shop.Lines.ShouldBe([.. Enumerable.Repeat("paint.orders 1 shop=shop-0 product=brush colour=other", 20), "paint.orders 1 shop=shop-1 product=brush colour=red"]);
    }

    [Fact]
    public void A_label_that_is_not_there_is_another_combination_than_other()
    {
        Metrics.Tipped("shop-0", "day");
        Metrics.Tipped("shop-0", "night");
        Metrics.Tipped("shop-0", null);

        _shop.Lines.ShouldBe(["paint.tips 1 shop=shop-0 shift=day", "paint.tips 1 shop=shop-0 shift=other", "paint.tips 1 shop=other"]);
    }

    [Fact]
    public void Null_for_a_label_that_is_not_optional_is_other()
    {
        Metrics.Returned(null!, 1);

        _shop.Lines.ShouldBe(["paint.returns 1 reason=other"]);
    }
}
