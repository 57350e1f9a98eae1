using System.Diagnostics.Metrics;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>What is kept between scrapes must never show an old or another series' labels.</summary>
public sealed class SeriesCacheTests
{
    [Fact]
    public async Task Series_that_come_later_take_their_place_among_the_others()
    {
        using var metered = new MeteredProvider();
        var counter = metered.Meter.CreateCounter<int>("c");
        counter.Add(1, new KeyValuePair<string, object?>("x", "a"));
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE c_total counter\nc_total{x=\"a\"} 1\n");

        // The SDK puts the series without attributes before all others: every position moves.
        counter.Add(10);
        counter.Add(2, new KeyValuePair<string, object?>("x", "b"));
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE c_total counter\nc_total 10\nc_total{x=\"a\"} 1\nc_total{x=\"b\"} 2\n");

        counter.Add(3, new KeyValuePair<string, object?>("x", "a"));
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE c_total counter\nc_total 10\nc_total{x=\"a\"} 4\nc_total{x=\"b\"} 2\n");
    }

    [Fact]
    public async Task The_order_of_attributes_does_not_matter()
    {
        using var metered = new MeteredProvider();
        var counter = metered.Meter.CreateCounter<int>("c");
        counter.Add(1, new("z", 1), new("a", 2));
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE c_total counter\nc_total{a=\"2\",z=\"1\"} 1\n");

        counter.Add(1, new("a", 2), new("z", 1));
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE c_total counter\nc_total{a=\"2\",z=\"1\"} 2\n");
    }

    [Fact]
    public async Task Observable_series_that_fall_silent_and_come_back_keep_their_own_labels()
    {
        using var metered = new MeteredProvider();
        var speaking = new List<string>();
        metered.Meter.CreateObservableGauge("g", () => speaking.Select(name => new Measurement<int>(name[0], new KeyValuePair<string, object?>("x", name))));
        foreach (var names in new[] { "abc", "bc", "c", "", "dca", "abcd", "b", "eadcb" })
        {
            speaking = [.. names.Select(name => name.ToString())];

            // The SDK's order is that of first appearance, which here is the alphabet's but for e, and e comes last.
            var lines = names.OrderBy(name => name).Select(name => $"g{{x=\"{name}\"}} {(int)name}\n");
            (await metered.ScrapeTextAsync()).ShouldBe(names.Length == 0 ? "" : "# TYPE g gauge\n" + string.Concat(lines), names);
        }
    }

    [Fact]
    public async Task A_meter_that_is_built_again_starts_afresh()
    {
        using var metered = new MeteredProvider();
        for (var round = 0; round < 3; round++)
        {
            using (var meter = new Meter(metered.Meter.Name + ".again"))
            {
                meter.CreateCounter<int>("c").Add(round + 1, new KeyValuePair<string, object?>("x", round));
                (await metered.ScrapeTextAsync()).ShouldBe($"# TYPE c_total counter\nc_total{{x=\"{round}\"}} {round + 1}\n");
            }
            await metered.ScrapeTextAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_scrape_allocates_no_more_for_more_series(bool openMetrics)
    {
        using var small = new MeteredProvider();
        using var large = new MeteredProvider();
        Record(small.Meter, 10);
        Record(large.Meter, 1900);

        // The pools may lose an array to a collection in between: the least of several is what a scrape needs.
        (Allocated(large, openMetrics) - Allocated(small, openMetrics)).ShouldBeLessThan(256);
    }

    private static void Record(Meter meter, int series)
    {
        var counter = meter.CreateCounter<long>("c");
        var histogram = meter.CreateHistogram<double>("h");
        for (var i = 0; i < series; i++)
        {
            counter.Add(i, new KeyValuePair<string, object?>("i", i));
            histogram.Record(i, new KeyValuePair<string, object?>("i", i));
        }
    }

    private static long Allocated(MeteredProvider metered, bool openMetrics)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 12; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            metered.CollectNow(openMetrics).Release();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
