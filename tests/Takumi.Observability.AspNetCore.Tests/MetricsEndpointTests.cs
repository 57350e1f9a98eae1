using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Testing;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task A_scrape_shows_the_catalogue_s_names_and_labels_to_the_letter()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.MapTakumiObservability();
            app.MapGet("/scraped/{id}", (int id) => "ok");
        });
        await service.ObserveAsync("/scraped/7");

        var (response, _) = await service.SendAsync(HttpMethod.Get, "/metrics");
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        lines.ShouldContain("""http_requests_total{method="GET",route="/scraped/{id}",status_code="200"} 1""");
        lines.ShouldContain("""http_request_duration_seconds_bucket{method="GET",route="/scraped/{id}",status_code="200",le="10"} 1""");
        lines.ShouldContain("# TYPE http_requests_in_flight gauge");
        lines.Where(line => line.StartsWith("http_request_duration_seconds_bucket") && line.Contains("/scraped/")).Select(LabelLe)
            .ShouldBe(["0.01", "0.05", "0.1", "0.5", "1", "2", "5", "10", "+Inf"]);
        // What routing matched is a framework counter without a switch.
        lines.Where(line => line.Contains("/metrics")).ShouldAllBe(line => line.StartsWith("aspnetcore_routing_match_attempts_total{"));
    }

    [Fact]
    public async Task A_scraper_that_asks_for_OpenMetrics_gets_it()
    {
        await using var service = await WebService.StartAsync(app => app.MapTakumiObservability());

        var (response, _) = await service.SendAsync(HttpMethod.Get, "/metrics", request => request.Headers.Add("Accept", "application/openmetrics-text;version=1.0.0"));

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/openmetrics-text");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldEndWith("# EOF\n");
    }

    [Fact]
    public async Task A_scraper_that_takes_gzip_gets_it_and_HEAD_has_headers_alone()
    {
        await using var service = await WebService.StartAsync(app => app.MapTakumiObservability());

        var (response, _) = await service.SendAsync(HttpMethod.Get, "/metrics", request => request.Headers.Add("Accept-Encoding", "gzip"));
        var (head, _) = await service.SendAsync(HttpMethod.Head, "/metrics");

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        using var text = new StreamReader(new GZipStream(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress));
        (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldStartWith("# ");
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldNotBeNull().ShouldBePositive();
        (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_collection_that_hangs_is_answered_in_the_time_that_the_scraper_gives()
    {
        var time = new ManualTimeProvider();
        using var meter = new Meter("MetricsEndpoint.Tests.Hanging");
        using var open = new ManualResetEventSlim();
        meter.CreateObservableGauge("g", () =>
        {
            open.Wait();
            return 1;
        });
        await using var service = await WebService.StartAsync(
            app => app.MapTakumiObservability(),
            (builder, observability) =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                observability.WithMetrics(metrics => metrics.AddMeter(meter.Name));
            });

        // The clock moves on until the answer is there; the answer says which time was over.
        var scrape = service.SendAsync(HttpMethod.Get, "/metrics", request => request.Headers.Add("X-Prometheus-Scrape-Timeout-Seconds", "5"));
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return scrape.IsCompleted;
            },
            () => "the answer",
            TestContext.Current.CancellationToken);
        open.Set();

        var (response, _) = await scrape;
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(
            "The metrics are not available: collecting them took longer than 4.5 s; a callback of an observable instrument may hang.\n");
    }

    [Fact]
    public async Task Metrics_that_are_switched_off_are_not_found()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapTakumiObservability(),
            (builder, _) => builder.AddTakumiObservability(options => options.Metrics = false));

        (await service.SendAsync(HttpMethod.Get, "/metrics")).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void Mapping_without_the_one_line_says_what_to_do()
    {
        var app = WebApplication.CreateBuilder().Build();

        Should.Throw<InvalidOperationException>(() => app.MapTakumiObservability()).Message.ShouldContain("builder.AddTakumiObservability()");
    }

    private static string LabelLe(string line)
    {
        var start = line.IndexOf("le=\"", StringComparison.Ordinal) + 4;
        return line[start..line.IndexOf('"', start)];
    }
}
