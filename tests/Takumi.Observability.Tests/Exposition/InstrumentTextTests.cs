using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>The whole text of a scrape, for every kind of instrument, in both formats.</summary>
public sealed class InstrumentTextTests
{
    [Fact]
    public async Task Counters_are_served_with_total_in_text_and_as_a_family_without_it_in_OpenMetrics()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateCounter<long>("http.requests", "{request}", "Requests served.").Add(42, new("method", "GET"), new("route", "/a"));
        metered.Meter.CreateCounter<double>("cpu.time", "s").Add(1.5);
        metered.Meter.CreateObservableCounter("network.io", () => 7_000_000_000L, "By", "Bytes \"moved\"\\\n.");

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # HELP http_requests_total Requests served.
            # TYPE http_requests_total counter
            http_requests_total{method="GET",route="/a"} 42
            # TYPE cpu_time_seconds_total counter
            cpu_time_seconds_total 1.5
            # HELP network_io_bytes_total Bytes "moved"\\\n.
            # TYPE network_io_bytes_total counter
            network_io_bytes_total 7000000000

            """);
        (await metered.ScrapeOpenMetricsAsync()).ShouldBe("""
            # TYPE http_requests counter
            # HELP http_requests Requests served.
            http_requests_total{method="GET",route="/a"} 42
            # TYPE cpu_time_seconds counter
            # UNIT cpu_time_seconds seconds
            cpu_time_seconds_total 1.5
            # TYPE network_io_bytes counter
            # UNIT network_io_bytes bytes
            # HELP network_io_bytes Bytes \"moved\"\\\n.
            network_io_bytes_total 7000000000
            # EOF

            """);
    }

    [Fact]
    public async Task Gauges_and_up_down_counters_are_gauges_and_may_be_negative_or_not_a_number()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateUpDownCounter<long>("in.flight").Add(-3);
        metered.Meter.CreateUpDownCounter<double>("balance").Add(-2.5);
        metered.Meter.CreateGauge<long>("redis.connected").Record(1);
        metered.Meter.CreateGauge<double>("cpu.usage", "%").Record(double.NaN);
        metered.Meter.CreateObservableGauge("lag", () => double.NegativeInfinity, "s");
        metered.Meter.CreateObservableUpDownCounter("queue.length", () => 5);

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # TYPE in_flight gauge
            in_flight -3
            # TYPE balance gauge
            balance -2.5
            # TYPE redis_connected gauge
            redis_connected 1
            # TYPE cpu_usage_percent gauge
            cpu_usage_percent NaN
            # TYPE lag_seconds gauge
            lag_seconds -Inf
            # TYPE queue_length gauge
            queue_length 5

            """);
        (await metered.ScrapeOpenMetricsAsync()).ShouldBe("""
            # TYPE in_flight gauge
            in_flight -3
            # TYPE balance gauge
            balance -2.5
            # TYPE redis_connected gauge
            redis_connected 1
            # TYPE cpu_usage_percent gauge
            # UNIT cpu_usage_percent percent
            cpu_usage_percent NaN
            # TYPE lag_seconds gauge
            # UNIT lag_seconds seconds
            lag_seconds -Inf
            # TYPE queue_length gauge
            queue_length 5
            # EOF

            """);
    }

    [Fact]
    public async Task Histograms_are_cumulative_and_end_with_infinity()
    {
        using var metered = new MeteredProvider();
        var histogram = metered.Meter.CreateHistogram("request.duration", "s", "How long.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 1, 10, 1_048_576] });
        foreach (var value in new[] { 0.01, 0.05, 0.5, 3, 2_000_000 })
            histogram.Record(value, new KeyValuePair<string, object?>("method", "GET"));

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # HELP request_duration_seconds How long.
            # TYPE request_duration_seconds histogram
            request_duration_seconds_bucket{method="GET",le="0.05"} 2
            request_duration_seconds_bucket{method="GET",le="1"} 3
            request_duration_seconds_bucket{method="GET",le="10"} 4
            request_duration_seconds_bucket{method="GET",le="1048576"} 4
            request_duration_seconds_bucket{method="GET",le="+Inf"} 5
            request_duration_seconds_sum{method="GET"} 2000003.56
            request_duration_seconds_count{method="GET"} 5

            """);
        (await metered.ScrapeOpenMetricsAsync()).ShouldBe("""
            # TYPE request_duration_seconds histogram
            # UNIT request_duration_seconds seconds
            # HELP request_duration_seconds How long.
            request_duration_seconds_bucket{method="GET",le="0.05"} 2
            request_duration_seconds_bucket{method="GET",le="1.0"} 3
            request_duration_seconds_bucket{method="GET",le="10.0"} 4
            request_duration_seconds_bucket{method="GET",le="1.048576e+06"} 4
            request_duration_seconds_bucket{method="GET",le="+Inf"} 5
            request_duration_seconds_count{method="GET"} 5
            request_duration_seconds_sum{method="GET"} 2000003.56
            # EOF

            """);
    }

    [Fact]
    public async Task A_histogram_without_boundaries_has_the_one_bucket_that_holds_everything()
    {
        using var metered = new MeteredProvider(provider: p => p.AddView("size", new ExplicitBucketHistogramConfiguration { Boundaries = [] }));
        metered.Meter.CreateHistogram<long>("size", "By").Record(4);

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # TYPE size_bytes histogram
            size_bytes_bucket{le="+Inf"} 1
            size_bytes_sum 4
            size_bytes_count 1

            """);
    }

    [Fact]
    public async Task A_histogram_that_may_be_negative_has_no_sum_in_OpenMetrics()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateHistogram("offset", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [-1, 1] }).Record(-5);

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # TYPE offset histogram
            offset_bucket{le="-1"} 1
            offset_bucket{le="1"} 1
            offset_bucket{le="+Inf"} 1
            offset_sum -5
            offset_count 1

            """);
        (await metered.ScrapeOpenMetricsAsync()).ShouldBe("""
            # TYPE offset histogram
            offset_bucket{le="-1.0"} 1
            offset_bucket{le="1.0"} 1
            offset_bucket{le="+Inf"} 1
            # EOF

            """);
    }

    [Fact]
    public async Task The_resource_is_the_first_family()
    {
        using var metered = new MeteredProvider(resource: [new("service.name", "shop"), new("service.version", "1.2"), new("build", 7L)]);
        metered.Meter.CreateCounter<int>("orders").Add(1);

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # HELP target_info Target metadata
            # TYPE target_info gauge
            target_info{build="7",service_name="shop",service_version="1.2"} 1
            # TYPE orders_total counter
            orders_total 1

            """);
        (await metered.ScrapeOpenMetricsAsync()).ShouldBe("""
            # TYPE target info
            # HELP target Target metadata
            target_info{build="7",service_name="shop",service_version="1.2"} 1
            # TYPE orders counter
            orders_total 1
            # EOF

            """);
    }
}
