using System.Text;
using Takumi.Observability.Exposition;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>An answer is whole, or it says why there is none.</summary>
public sealed class ScrapeFailureTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("5", 4.5)]
    [InlineData("10.0", 9.5)]
    [InlineData("1", 0.9)]
    [InlineData(null, 10)]
    [InlineData("soon", 10)]
    [InlineData("-1", 10)]
    [InlineData("0", 10)]
    [InlineData("NaN", 10)]
    [InlineData("1e9", 10)]
    [InlineData("99999999999999999999", 3599.5)]
    public async Task A_collection_that_does_not_end_in_time_is_answered_before_the_scraper_gives_up(string? header, double seconds)
    {
        var time = new ManualTimeProvider();
        using var metered = new MeteredProvider(time: time);
        using var open = new ManualResetEventSlim();
        metered.Meter.CreateObservableGauge("g", () =>
        {
            open.Wait();
            return 1;
        });

        // Both wait for the same collection.
        var first = metered.Handler.ScrapeAsync(new ScrapeRequest("GET") { ScrapeTimeoutSeconds = header }, Cancelled).AsTask();
        var second = metered.Handler.ScrapeAsync(new ScrapeRequest("GET") { ScrapeTimeoutSeconds = header }, Cancelled).AsTask();
        time.Advance(TimeSpan.FromSeconds(seconds - 0.001));
        first.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.001));

        foreach (var scrape in new[] { first, second })
        {
            using var response = await scrape;
            response.StatusCode.ShouldBe(503);
            Encoding.UTF8.GetString(await MeteredProvider.BodyOf(response)).ShouldBe(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The metrics are not available: collecting them took longer than {seconds} s; a callback of an observable instrument may hang.\n"));
        }

        open.Set();
        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE g gauge\ng 1\n");
    }

    [Fact]
    public async Task A_scraper_that_goes_away_ends_its_wait_alone()
    {
        using var metered = new MeteredProvider();
        using var open = new ManualResetEventSlim();
        metered.Meter.CreateObservableGauge("g", () =>
        {
            open.Wait();
            return 1;
        });
        using var gone = new CancellationTokenSource();
        var leaving = metered.Handler.ScrapeAsync(new ScrapeRequest("GET"), gone.Token).AsTask();
        var staying = metered.ScrapeTextAsync();

        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        open.Set();

        (await staying).ShouldBe("# TYPE g gauge\ng 1\n");
    }

    [Fact]
    public async Task A_callback_that_throws_costs_its_own_metric_only()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateCounter<int>("c").Add(1);
        metered.Meter.CreateObservableGauge("broken", new Func<int>(() => throw new InvalidOperationException("no")));
        metered.Meter.CreateObservableGauge("fine", () => 2);

        (await metered.ScrapeTextAsync()).ShouldBe("# TYPE c_total counter\nc_total 1\n# TYPE fine gauge\nfine 2\n");
    }

    [Fact]
    public async Task A_writer_that_fails_gives_no_half_answer_and_is_told_once()
    {
        using var logs = new CapturingLoggerProvider();
        using var metered = new MeteredProvider(logger: logs.CreateLogger("test"));
        metered.Meter.CreateCounter<int>("a").Add(1);
        metered.Meter.CreateCounter<int>("b").Add(1, new KeyValuePair<string, object?>("x", new Unprintable()));

        for (var scrape = 0; scrape < 3; scrape++)
        {
            using var response = await metered.Handler.ScrapeAsync(new ScrapeRequest("GET") { AcceptEncoding = "gzip" }, Cancelled);
            response.StatusCode.ShouldBe(503);
            response.Headers.ShouldContain(new KeyValuePair<string, string>("Content-Type", "text/plain; charset=utf-8"));
            response.Headers.ShouldNotContain(header => header.Key == "Content-Encoding");
            Encoding.UTF8.GetString(await MeteredProvider.BodyOf(response)).ShouldBe("The metrics are not available: writing the metrics failed (NotSupportedException); see the application's log.\n");
        }
        logs.Logs.ShouldHaveSingleItem().Exception.ShouldBeOfType<NotSupportedException>();
    }

    [Fact]
    public async Task Metrics_that_are_shut_down_or_not_built_are_not_available()
    {
        var metered = new MeteredProvider();
        metered.Dispose();
        await Refused(metered.Handler, "The metrics are not available: the metrics are shut down.\n");

        using var reader = new PrometheusMetricReader(new PrometheusOptions(), new ExpositionWarnings(NullLogger.Instance));
        await Refused(new ScrapeHandler(reader, new PrometheusOptions(), TimeProvider.System), "The metrics are not available: metrics are switched off, or no MeterProvider has been built with this reader.\n");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    public async Task Only_GET_and_HEAD_are_answered(string method)
    {
        using var metered = new MeteredProvider();

        using var response = await metered.Handler.ScrapeAsync(new ScrapeRequest(method), Cancelled);

        response.StatusCode.ShouldBe(405);
        response.Headers.ShouldContain(new KeyValuePair<string, string>("Allow", "GET, HEAD"));
    }

    [Fact]
    public async Task HEAD_has_the_headers_and_the_length_of_GET_and_no_body()
    {
        using var metered = new MeteredProvider();
        metered.Meter.CreateCounter<int>("c").Add(1);

        using var response = await metered.Handler.ScrapeAsync(new ScrapeRequest("HEAD") { AcceptEncoding = "gzip;q=0" }, Cancelled);

        response.StatusCode.ShouldBe(200);
        response.ContentLength.ShouldBe("# TYPE c_total counter\nc_total 1\n".Length);
        (await MeteredProvider.BodyOf(response)).ShouldBeEmpty();
        response.Headers.ShouldBe([new("Content-Type", "text/plain; version=0.0.4; charset=utf-8"), new("Cache-Control", "no-store"), new("Vary", "Accept, Accept-Encoding")]);
    }

    [Fact]
    public async Task A_body_is_not_given_out_after_its_memory_went_back()
    {
        using var metered = new MeteredProvider();
        var response = await metered.Handler.ScrapeAsync(new ScrapeRequest("GET"), Cancelled);
        response.Dispose();
        response.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(async () => await MeteredProvider.BodyOf(response));
    }

    private static async Task Refused(ScrapeHandler handler, string reason)
    {
        using var response = await handler.ScrapeAsync(new ScrapeRequest("GET"), Cancelled);
        response.StatusCode.ShouldBe(503);
        Encoding.UTF8.GetString(await MeteredProvider.BodyOf(response)).ShouldBe(reason);
    }

    private sealed class Unprintable
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
