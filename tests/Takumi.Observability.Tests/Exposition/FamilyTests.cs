using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Tests.Exposition.Parsing;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>Who owns a name when several metrics want it.</summary>
public sealed class FamilyTests
{
    [Fact]
    public async Task One_name_in_two_meters_is_one_family()
    {
        using var logs = new CapturingLoggerProvider();
        using var metered = new MeteredProvider(logger: logs.CreateLogger("test"));
        using var other = new Meter(metered.Meter.Name + ".other");
        metered.Meter.CreateCounter<long>("jobs", description: "Jobs done.").Add(1, new KeyValuePair<string, object?>("kind", "mail"));
        metered.Meter.CreateGauge<int>("between").Record(0);
        other.CreateCounter<double>("jobs", description: "Something else.").Add(2.5, new KeyValuePair<string, object?>("kind", "print"));

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # HELP jobs_total Jobs done.
            # TYPE jobs_total counter
            jobs_total{kind="mail"} 1
            jobs_total{kind="print"} 2.5
            # TYPE between gauge
            between 0

            """);
        logs.Logs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_series_that_exists_already_is_left_out_and_told_once()
    {
        using var logs = new CapturingLoggerProvider();
        using var metered = new MeteredProvider(logger: logs.CreateLogger("test"));
        var counter = metered.Meter.CreateCounter<long>("jobs");
        counter.Add(1, new KeyValuePair<string, object?>("code", 200));
        counter.Add(2, new KeyValuePair<string, object?>("code", "200"));
        counter.Add(4, new KeyValuePair<string, object?>("code", "201"));

        for (var scrape = 0; scrape < 2; scrape++)
            (await metered.ScrapeTextAsync()).ShouldBe("# TYPE jobs_total counter\njobs_total{code=\"200\"} 1\njobs_total{code=\"201\"} 4\n");
        logs.Logs.ShouldHaveSingleItem().Message.ShouldStartWith($"A series of metric jobs of meter {metered.Meter.Name} is left out of the Prometheus exposition");
    }

    [Fact]
    public async Task Scope_labels_keep_meters_apart()
    {
        using var metered = new MeteredProvider(o => o.ScopeLabels = true);
        using var other = new Meter(new MeterOptions(metered.Meter.Name + ".other") { Version = "2.0", Tags = [new("team", "a"), new("name", "dropped")] });
        metered.Meter.CreateCounter<long>("jobs").Add(1);
        other.CreateCounter<long>("jobs").Add(2, new KeyValuePair<string, object?>("otel.scope.name", "mine"));

        (await metered.ScrapeTextAsync()).ShouldBe($$"""
            # TYPE jobs_total counter
            jobs_total{otel_scope_name="{{metered.Meter.Name}}"} 1
            jobs_total{otel_scope_name="mine;{{other.Name}}",otel_scope_team="a",otel_scope_version="2.0"} 2

            """);
    }

    [Theory]
    [InlineData("histogram", "x", "s", "gauge", "x", "s")]
    [InlineData("counter", "x", "", "gauge", "x", "")]
    [InlineData("counter", "x", "", "gauge", "x.total", "")]
    [InlineData("counter", "x", "", "gauge", "x.created", "")]
    [InlineData("gauge", "x.created", "", "counter", "x", "")]
    [InlineData("histogram", "x", "", "counter", "x.count", "")]
    [InlineData("histogram", "x", "", "gauge", "x.bucket", "")]
    [InlineData("gauge", "x.seconds", "", "gauge", "x", "s")]
    public async Task A_metric_that_would_clash_is_left_out_and_told_once_and_the_rest_is_served(string firstKind, string firstName, string firstUnit, string secondKind, string secondName, string secondUnit)
    {
        using var logs = new CapturingLoggerProvider();
        using var metered = new MeteredProvider(logger: logs.CreateLogger("test"));
        Record(metered.Meter, firstKind, firstName, firstUnit, 1);
        Record(metered.Meter, secondKind, secondName, secondUnit, 2);
        metered.Meter.CreateGauge<int>("rest").Record(3);

        for (var scrape = 0; scrape < 3; scrape++)
        {
            foreach (var families in new[] { ExpositionParser.ParseText(await metered.ScrapeTextAsync()), ExpositionParser.ParseOpenMetrics(await metered.ScrapeOpenMetricsAsync()) })
            {
                families.Count.ShouldBe(2);
                families[0].Type.ShouldBe(firstKind);
                families[1].Samples.ShouldHaveSingleItem().Value.ShouldBe(3);
            }
        }
        var told = logs.Logs.ShouldHaveSingleItem();
        told.Values["Metric"].ShouldBe(secondName);
        told.Message.ShouldEndWith("Rename one of them.");
    }

    [Fact]
    public async Task The_resource_owns_its_name()
    {
        using var metered = new MeteredProvider(resource: new KeyValuePair<string, object>("service.name", "shop"));
        metered.Meter.CreateGauge<int>("target.info").Record(1);

        (await metered.ScrapeTextAsync()).ShouldBe("# HELP target_info Target metadata\n# TYPE target_info gauge\ntarget_info{service_name=\"shop\"} 1\n");
    }

    [Fact]
    public async Task An_exponential_histogram_has_no_form_in_text_and_is_told_once()
    {
        using var logs = new CapturingLoggerProvider();
        using var metered = new MeteredProvider(provider: p => p.AddView("e", new Base2ExponentialBucketHistogramConfiguration()), logger: logs.CreateLogger("test"));
        metered.Meter.CreateHistogram<double>("e").Record(1);
        metered.Meter.CreateGauge<int>("rest").Record(3);

        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE rest gauge\nrest 3\n");
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE rest gauge\nrest 3\n");
        logs.Logs.ShouldHaveSingleItem().Message.ShouldBe($"Metric e of meter {metered.Meter.Name} is left out of the Prometheus exposition: an ExponentialHistogram has no form in the text formats. Give it explicit bucket boundaries.");
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_meter_is_gone()
    {
        using var metered = new MeteredProvider();
        var first = new Meter(metered.Meter.Name + ".first");
        first.CreateCounter<int>("x").Add(1);
        metered.Meter.CreateGauge<int>("x").Record(2);
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE x_total counter\nx_total 1\n");

        first.Dispose();
        await metered.ScrapeTextAsync();
        await metered.ScrapeTextAsync();

        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE x gauge\nx 2\n");
    }

    [Fact]
    public async Task Attributes_that_end_up_under_one_label_are_joined_in_the_order_of_their_keys()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateCounter<int>("c").Add(1, new("a_b", "second"), new("a.b", "first"), new("a-b", "zero"));

        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE c_total counter\nc_total{a_b=\"zero;first;second\"} 1\n");
    }

    [Fact]
    public async Task An_attribute_named_le_gives_way_to_the_bucket()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateHistogram("h", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [] }).Record(1, new KeyValuePair<string, object?>("le", "mine"));

        (await metered.ScrapeTextAsync()).ShouldBe("""
            # TYPE h histogram
            h_bucket{exported_le="mine",le="+Inf"} 1
            h_sum{exported_le="mine"} 1
            h_count{exported_le="mine"} 1

            """);
    }

    [Fact]
    public async Task UTF8_names_are_quoted_for_who_asks_and_only_when_switched_on()
    {
        using var off = new MeteredProvider();
        using var on = new MeteredProvider(o => o.Utf8Names = true, resource: new KeyValuePair<string, object>("service.name", "shop"));
        foreach (var meter in new[] { off.Meter, on.Meter })
        {
            meter.CreateCounter<long>("http.requests", "{request}", "Requests.").Add(3, new("http.route", "/"), new("plain", "x"));
            meter.CreateHistogram("wait", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] }).Record(0.5, new KeyValuePair<string, object?>("http.route", "/"));
            meter.CreateGauge<int>("in.use").Record(1);
        }

        (await off.ScrapeTextAsync("allow-utf-8")).ShouldContain("http_requests_total{http_route=\"/\",plain=\"x\"} 3\n");
        (await on.ScrapeTextAsync("underscores")).ShouldContain("http_requests_total{http_route=\"/\",plain=\"x\"} 3\n");
        (await on.ScrapeTextAsync("dots")).ShouldContain("http_dot_requests__total{http_dot_route=\"/\",plain=\"x\"} 3\n");
        (await on.ScrapeTextAsync("values")).ShouldContain("U__http_2E_requests__total{U__http_2E_route=\"/\",plain=\"x\"} 3\n");
        (await on.ScrapeTextAsync("allow-utf-8")).ShouldBe("""
            # HELP target_info Target metadata
            # TYPE target_info gauge
            target_info{"service.name"="shop"} 1
            # HELP "http.requests_total" Requests.
            # TYPE "http.requests_total" counter
            {"http.requests_total","http.route"="/",plain="x"} 3
            # TYPE wait_seconds histogram
            wait_seconds_bucket{"http.route"="/",le="1"} 1
            wait_seconds_bucket{"http.route"="/",le="+Inf"} 1
            wait_seconds_sum{"http.route"="/"} 0.5
            wait_seconds_count{"http.route"="/"} 1
            # TYPE "in.use" gauge
            {"in.use"} 1

            """);
    }

    private static void Record(Meter meter, string kind, string name, string unit, int value)
    {
        switch (kind)
        {
            case "counter":
                meter.CreateCounter<int>(name, unit).Add(value);
                break;
            case "gauge":
                meter.CreateGauge<int>(name, unit).Record(value);
                break;
            default:
                meter.CreateHistogram<int>(name, unit).Record(value);
                break;
        }
    }
}
