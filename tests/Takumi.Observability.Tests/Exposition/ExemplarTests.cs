using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using Takumi.Observability.Tests.Exposition.Parsing;

namespace Takumi.Observability.Tests.Exposition;

public sealed class ExemplarTests
{
    [Fact]
    public async Task Counters_and_buckets_link_to_sampled_traces_in_OpenMetrics_only()
    {
        using var metered = new MeteredProvider(provider: p => p.SetExemplarFilter(ExemplarFilterType.TraceBased));
        var counter = metered.Meter.CreateCounter<long>("c");
        var real = metered.Meter.CreateCounter<double>("d");
        var histogram = metered.Meter.CreateHistogram("h", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        var gauge = metered.Meter.CreateUpDownCounter<long>("u");
        var sampled = InSpan(ActivityTraceFlags.Recorded, () =>
        {
            counter.Add(3);
            real.Add(0.5);
            histogram.Record(0.5);
            histogram.Record(10);
            gauge.Add(1);
        });
        InSpan(ActivityTraceFlags.None, () =>
        {
            counter.Add(4);
            histogram.Record(20);
        });

        (await metered.ScrapeTextAsync()).ShouldNotContain(" # ");
        var families = ExpositionParser.ParseOpenMetrics(await metered.ScrapeOpenMetricsAsync());
        var ids = new[] { $"trace_id={sampled.TraceId}", $"span_id={sampled.SpanId}" };
        ShouldLink(families[0].Samples[0], 3);
        families[0].Samples[0].Value.ShouldBe(7);
        ShouldLink(families[1].Samples[0], 0.5);
        ShouldLink(families[2].Samples[0], 0.5);
        ShouldLink(families[2].Samples[1], 10);
        families[2].Samples[2].Exemplar.ShouldBeNull();
        families[2].Samples[3].Exemplar.ShouldBeNull();
        families[3].Samples[0].Exemplar.ShouldBeNull();

        void ShouldLink(ParsedSample sample, double value)
        {
            sample.Exemplar.ShouldNotBeNull().Value.ShouldBe(value);
            sample.Exemplar.Labels.Select(label => $"{label.Key}={label.Value}").ShouldBe(ids);
            DateTimeOffset.FromUnixTimeMilliseconds((long)(sample.Exemplar.Timestamp!.Value * 1000)).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task Attributes_that_a_view_dropped_stay_dropped()
    {
        using var metered = Viewed(new Action<Takumi.Observability.Exposition.PrometheusOptions>(_ => { }), out var counter);
        InSpan(ActivityTraceFlags.Recorded, () => counter.Add(1, new("kept", "k"), new("user.id", "u-1")));

        var sample = ExpositionParser.ParseOpenMetrics(await metered.ScrapeOpenMetricsAsync())[0].Samples[0];

        sample.Exemplar!.Labels.Select(label => label.Key).ShouldBe(["trace_id", "span_id"]);
    }

    [Fact]
    public async Task Attributes_that_were_asked_for_are_added_as_far_as_128_characters_reach()
    {
        using var metered = Viewed(o => o.ExemplarAttributes.UnionWith(["user.id", "long", "emoji", "trace_id", "last"]), out var counter);

        // 63 of 128 are taken by the ids; user_id 7 + 3, emoji 5 + 40, so 10 are left: long doesn't fit, last does, to the character.
        InSpan(ActivityTraceFlags.Recorded, () => counter.Add(1,
        [
            new("kept", "k"), new("user.id", "u-1"), new("long", new string('x', 60)), new("emoji", string.Concat(Enumerable.Repeat("🙂", 40))), new("trace_id", "mine"), new("secret", "s"), new("last", "\"\\\n456"),
        ]));

        var exemplar = ExpositionParser.ParseOpenMetrics(await metered.ScrapeOpenMetricsAsync())[0].Samples[0].Exemplar!;

        exemplar.Labels.Select(label => label.Key).ShouldBe(["trace_id", "span_id", "user_id", "emoji", "last"]);
        exemplar["last"].ShouldBe("\"\\\n456");
        exemplar.Labels.Sum(label => label.Key.EnumerateRunes().Count() + label.Value.EnumerateRunes().Count()).ShouldBe(128);
    }

    [Fact]
    public async Task Attributes_that_were_asked_for_are_masked()
    {
        using var metered = Viewed(o => o.ExemplarAttributes.UnionWith(["password", "email"]), out var counter);
        InSpan(ActivityTraceFlags.Recorded, () => counter.Add(1, new("password", "hunter2"), new("email", "user@example.com")));

        var exemplar = ExpositionParser.ParseOpenMetrics(await metered.ScrapeOpenMetricsAsync())[0].Samples[0].Exemplar!;

        exemplar["password"].ShouldBe("[redacted]");
        exemplar["email"].ShouldBe("u***@example.com");
    }

    [Fact]
    public async Task Without_a_trace_there_is_no_exemplar()
    {
        using var metered = new MeteredProvider(provider: p => p.SetExemplarFilter(ExemplarFilterType.AlwaysOn));
        metered.Meter.CreateCounter<long>("c").Add(1);

        (await metered.ScrapeOpenMetricsAsync()).ShouldBe("# TYPE c counter\nc_total 1\n# EOF\n");
    }

    [Fact]
    public async Task Created_is_a_time_in_seconds_for_counters_and_histograms_when_switched_on()
    {
        using var metered = new MeteredProvider(o => o.CreatedSeries = true);
        metered.Meter.CreateCounter<long>("c").Add(1, new KeyValuePair<string, object?>("x", "y"));
        metered.Meter.CreateHistogram<double>("h").Record(1);
        metered.Meter.CreateGauge<double>("g").Record(1);

        (await metered.ScrapeTextAsync()).ShouldNotContain("_created");
        var created = ExpositionParser.ParseOpenMetrics(await metered.ScrapeOpenMetricsAsync()).SelectMany(family => family.Samples).Where(sample => sample.Name.EndsWith("_created", StringComparison.Ordinal)).ToList();

        created.Select(sample => sample.Name).ShouldBe(["c_created", "h_created"]);
        created[0]["x"].ShouldBe("y");
        created.ShouldAllBe(sample => Math.Abs(sample.Value - DateTimeOffset.UtcNow.ToUnixTimeSeconds()) < 300);
    }

    [Fact]
    public async Task A_counter_that_is_no_number_is_left_out_of_OpenMetrics()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateCounter<double>("c").Add(double.NaN, new KeyValuePair<string, object?>("x", 1));
        metered.Meter.CreateObservableCounter("o", () => -1);
        metered.Meter.CreateCounter<double>("fine").Add(2);

        (await metered.ScrapeTextAsync()).ShouldContain("c_total{x=\"1\"} NaN\n");
        (await metered.ScrapeOpenMetricsAsync()).ShouldEndWith("# TYPE fine counter\nfine_total 2.0\n# EOF\n");
    }

    private static MeteredProvider Viewed(Action<Takumi.Observability.Exposition.PrometheusOptions> options, out Counter<long> counter)
    {
        var metered = new MeteredProvider(options, p => p.SetExemplarFilter(ExemplarFilterType.TraceBased).AddView("c", new MetricStreamConfiguration { TagKeys = ["kept"] }));
        counter = metered.Meter.CreateCounter<long>("c");
        return metered;
    }

    private static Activity InSpan(ActivityTraceFlags flags, Action record)
    {
        using var activity = new Activity("test") { ActivityTraceFlags = flags };
        activity.Start();
        record();
        return activity;
    }
}
