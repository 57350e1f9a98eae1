using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Metrics;
using Takumi.Observability.Exposition;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>What Prometheus' own programs make of a scrape.</summary>
public sealed class PrometheusTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promtool_accepts_the_text()
    {
        using var metered = new MeteredProvider(resource: new KeyValuePair<string, object>("service.name", "shop"));
        Record(metered.Meter);

        (await Promtool.CheckMetricsAsync(await metered.ScrapeTextAsync(), Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Promtool_would_object_to_a_fault() =>
        (await Promtool.CheckMetricsAsync("# TYPE c counter\nc 1\n", Cancelled)).ShouldNotBeEmpty();

    [Fact]
    public async Task A_server_that_scrapes_either_format_knows_what_was_recorded()
    {
        PrometheusServer.Require();
        using var metered = new MeteredProvider(
            provider: p => p.SetExemplarFilter(ExemplarFilterType.TraceBased),
            resource: [new("service.name", "shop"), new("odd \"value\"", "a\\b\nc")]);
        using var activity = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        activity.Start();
        Record(metered.Meter);
        activity.Stop();
        using var listener = new ScrapeListener(metered.Handler, health: null, new PrometheusListenerOptions { Port = 0 }, TimeProvider.System, NullLogger<ScrapeListener>.Instance);
        await listener.StartAsync(Cancelled);
        await using var pinned = new PinnedRoute(metered.Handler);

        // Prometheus asks for OpenMetrics; the second route answers text whatever is asked.
        await using var prometheus = await PrometheusServer.StartAsync(
            [new ScrapeTarget("openmetrics", new Uri($"http://{listener.EndPoint}/metrics")), new ScrapeTarget("text", pinned.Address)], Cancelled);

        foreach (var job in new[] { "openmetrics", "text" })
        {
            await prometheus.WaitForScrapesAsync(job, cancellationToken: Cancelled);
            await ShouldBe($$"""http_requests_total{job="{{job}}",method="GET",route="/\"a\"\\b\n"}""", 42);
            await ShouldBe($$"""cpu_time_seconds_total{job="{{job}}"}""", 1e-7);
            await ShouldBe($$"""in_flight{job="{{job}}"}""", -3);
            await ShouldBe($$"""lag_seconds{job="{{job}}"}""", double.NegativeInfinity);
            await ShouldBe($$"""big{job="{{job}}"}""", 1L << 52);
            await ShouldBe($$"""request_duration_seconds_count{job="{{job}}"}""", 100);
            await ShouldBe($$"""request_duration_seconds_sum{job="{{job}}"}""", 50.5);
            await ShouldBe($$"""request_duration_seconds_bucket{job="{{job}}",le="0.5"}""", 50);
            await ShouldBe($$"""request_duration_seconds_bucket{job="{{job}}",le="+Inf"}""", 100);
            await ShouldBe($$"""target_info{job="{{job}}",service_name="shop",odd_value_="a\\b\nc"}""", 1);

            // The 30th of 100 values, 0.3, lies in the bucket from 0.25 to 0.5.
            var quantile = (await prometheus.QueryAsync($$"""histogram_quantile(0.3, last_over_time(request_duration_seconds_bucket{job="{{job}}"}[1h]))""", Cancelled)).ShouldHaveSingleItem().Value;
            quantile.ShouldBeInRange(0.25, 0.5);
            (await prometheus.QueryAsync($$"""count(last_over_time({job="{{job}}",__name__=~".*otel.*|.*_created"}[1h])) or vector(0)""", Cancelled)).ShouldHaveSingleItem().Value.ShouldBe(0);
        }

        var exemplars = await prometheus.QueryExemplarsAsync("http_requests_total", Cancelled);
        exemplars.ShouldNotBeEmpty();
        exemplars.ShouldAllBe(exemplar => exemplar.Labels["trace_id"] == activity.TraceId.ToString() && exemplar.Value == 42);

        // The last value that was scraped: a later scrape that a busy machine answers too late marks every series stale.
        async Task ShouldBe(string promql, double expected) =>
            (await prometheus.QueryAsync($"last_over_time({promql}[1h])", Cancelled)).ShouldHaveSingleItem(promql).Value.ShouldBe(expected, promql);
    }

    private static void Record(Meter meter)
    {
        meter.CreateCounter<long>("http.requests", "{request}", "Requests \"served\" by \\ \n.").Add(42, new("method", "GET"), new("route", "/\"a\"\\b\n"));
        meter.CreateCounter<double>("cpu.time", "s", "Processor time.").Add(1e-7);
        meter.CreateUpDownCounter<long>("in.flight", description: "Requests under way.").Add(-3);
        meter.CreateGauge<double>("lag", "s", "How far behind.").Record(double.NegativeInfinity);
        meter.CreateGauge<long>("big", description: "A large number.").Record(1L << 52);
        var histogram = meter.CreateHistogram("request.duration", "s", "How long requests took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1] });
        for (var i = 1; i <= 100; i++)
            histogram.Record(i / 100d);
    }

    /// <summary>A server that answers every request with text 0.0.4.</summary>
    private sealed class PinnedRoute : IAsyncDisposable
    {
        private readonly Task _serving;
        private HttpListener _listener;

        public PinnedRoute(ScrapeHandler handler)
        {
            while (!TryListen())
            {
                // Somebody else took the port first.
            }
            _serving = ServeAsync(handler);
        }

        public Uri Address { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        [MemberNotNull(nameof(Address), nameof(_listener))]
        private bool TryListen()
        {
            Address = new Uri($"http://127.0.0.1:{LoopbackPort.Next()}/text");
            _listener = new HttpListener();
            _listener.Prefixes.Add($"http://127.0.0.1:{Address.Port}/");
            try
            {
                _listener.Start();
                return true;
            }
            catch (HttpListenerException)
            {
                return false;
            }
        }

        private async Task ServeAsync(ScrapeHandler handler)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var response = await handler.ScrapeAsync(new ScrapeRequest(context.Request.HttpMethod) { ScrapeTimeoutSeconds = context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"] });
                    context.Response.StatusCode = response.StatusCode;
                    context.Response.ContentLength64 = response.ContentLength;
                    foreach (var (name, value) in response.Headers)
                        context.Response.Headers[name] = value;
                    await response.WriteBodyAsync(context.Response.OutputStream);
                    context.Response.Close();
                }
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }
}
