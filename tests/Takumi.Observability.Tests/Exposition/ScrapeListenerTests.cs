using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using System.Diagnostics.Metrics;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Testing;
using static Takumi.Observability.Tests.Exposition.ListenerHost;

namespace Takumi.Observability.Tests.Exposition;

public sealed class ScrapeListenerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_serves_its_metrics_on_loopback_after_one_line()
    {
        using var meter = new Meter("Exposition.Tests.Worker");
        using var host = await StartAsync(meter.Name);
        meter.CreateCounter<long>("jobs", "{job}", "Jobs done.").Add(3, new KeyValuePair<string, object?>("kind", "mail"));

        using var client = new HttpClient();
        using var response = await client.GetAsync(Metrics(host), Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        (await response.Content.ReadAsStringAsync(Cancelled)).ShouldContain("# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total{kind=\"mail\"} 3\n");
        Listener(host).EndPoint!.Address.ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task Headers_of_the_request_reach_the_handler()
    {
        using var meter = new Meter("Exposition.Tests.Worker");
        using var host = await StartAsync(meter.Name);
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
        using var request = new HttpRequestMessage(HttpMethod.Get, Metrics(host) + "?x=1");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5"));
        request.Headers.AcceptEncoding.ParseAdd("gzip");

        using var response = await client.SendAsync(request, Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancelled));
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8");
        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
    }

    [Fact]
    public async Task The_time_that_the_scraper_gives_reaches_the_handler()
    {
        var time = new ManualTimeProvider();
        using var metered = new MeteredProvider(time: time);
        using var open = new ManualResetEventSlim();
        metered.Meter.CreateObservableGauge("g", () =>
        {
            open.Wait();
            return 1;
        });
        using var listener = new ScrapeListener(metered.Handler, health: null, new PrometheusListenerOptions { Port = 0 }, new ManualTimeProvider(), NullLogger<ScrapeListener>.Instance);
        await listener.StartAsync(Cancelled);

        // The clock moves on until the answer is there; the answer says which time was over.
        var answer = ExchangeAsync(listener.EndPoint!, "GET /metrics HTTP/1.1\r\nX-Prometheus-Scrape-Timeout-Seconds: 5\r\n\r\n");
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return answer.IsCompleted;
            },
            () => "the answer",
            Cancelled);
        open.Set();

        (await answer).ShouldStartWith("HTTP/1.1 503 Service Unavailable\r\n");
        (await answer).ShouldEndWith("collecting them took longer than 4.5 s; a callback of an observable instrument may hang.\n");
        await listener.StopAsync(Cancelled);
    }

    [Theory]
    [InlineData("GET /other HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 405 Method Not Allowed")]
    [InlineData("GET /metrics SMTP\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost : x\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET /metrics HTTP/1.1\r\nAccept: a\r\n folded\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("GET http://other.example/metrics?a=b HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("HEAD /ready HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK")]
    [InlineData("HEAD /other HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("POST /ready HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404 Not Found")]
    public async Task A_request_gets_its_status(string request, string statusLine)
    {
        using var host = await StartAsync("Exposition.Tests.None");

        var answer = await ExchangeAsync(Listener(host).EndPoint!, request);

        answer.Split("\r\n")[0].ShouldBe(statusLine);
        answer.ShouldContain("\r\nConnection: close\r\n");
        if (request.StartsWith("HEAD", StringComparison.Ordinal))
            answer.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task A_head_without_end_is_refused()
    {
        using var host = await StartAsync("Exposition.Tests.None");

        var answer = await ExchangeAsync(Listener(host).EndPoint!, "GET /metrics HTTP/1.1\r\nX: " + new string('x', 8 * 1024 - 26));

        answer.ShouldStartWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: ")]
    public async Task A_client_that_does_not_send_its_whole_request_loses_its_connection_and_its_place(string sent)
    {
        var time = new ManualTimeProvider();
        using var metered = new MeteredProvider();
        var options = new PrometheusListenerOptions { Port = 0, MaxConnections = 1 };
        using var listener = new ScrapeListener(metered.Handler, health: null, options, time, NullLogger<ScrapeListener>.Instance);
        await listener.StartAsync(Cancelled);
        using var slow = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await slow.ConnectAsync(listener.EndPoint!, Cancelled);
        await slow.SendAsync(Encoding.ASCII.GetBytes(sent), Cancelled);

        // The clock moves on until the connection was accepted, and its time is over.
        var closed = ShouldBeClosedAsync(slow);
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(options.ClientTimeout);
                return closed.IsCompleted;
            },
            () => "the end of the connection",
            Cancelled);
        await closed;

        (await ExchangeAsync(listener.EndPoint!, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 OK\r\n");
        await listener.StopAsync(Cancelled);
    }

    [Fact]
    public async Task A_scrape_makes_no_span_and_callbacks_have_no_parent()
    {
        // Hears of every span that somebody wants to start, and asks for none: other tests have their own.
        var asked = new ConcurrentQueue<(ActivityTraceId Trace, string Name)>();
        using var witness = new ActivityListener { ShouldListenTo = static source => source.Name != "System.Net.Http", Sample = Witness };
        using var meter = new Meter("Exposition.Tests.NoSpan");
        Activity? parent = null;
        meter.CreateObservableGauge("seen", () => (parent = Activity.Current) is null ? 0 : 1);
        using var starting = new Activity("the host's start").Start();
        using var host = await StartAsync(meter.Name);
        var trace = ActivityTraceId.CreateRandom();
        ActivitySource.AddActivityListener(witness);

        await ExchangeAsync(Listener(host).EndPoint!, $"GET /metrics HTTP/1.1\r\ntraceparent: 00-{trace}-{ActivitySpanId.CreateRandom()}-01\r\n\r\n");

        parent.ShouldBeNull();
        asked.ShouldNotContain(span => span.Trace == trace || span.Name.Contains("crape", StringComparison.Ordinal) || span.Name.Contains("etrics", StringComparison.Ordinal));

        ActivitySamplingResult Witness(ref ActivityCreationOptions<ActivityContext> span)
        {
            asked.Enqueue((span.TraceId, span.Name));
            return ActivitySamplingResult.None;
        }
    }

    [Fact]
    public async Task A_stop_cuts_connections_and_frees_the_port()
    {
        // A loopback address that no other test listens on or connects from: its port stays free.
        using var host = await StartAsync("Exposition.Tests.None", o => o.Address = IPAddress.Parse("127.64.0.1"));
        var endPoint = Listener(host).EndPoint!;
        using var open = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await open.ConnectAsync(endPoint, Cancelled);

        await host.StopAsync(Cancelled);

        await ShouldBeClosedAsync(open);
        using var again = new TcpListener(endPoint);
        again.Start();
    }

    [Fact]
    public async Task A_host_may_stop_twice()
    {
        using var host = await StartAsync("Exposition.Tests.None");
        await Listener(host).StopAsync(Cancelled);

        Listener(host).StopAsync(Cancelled).IsCompletedSuccessfully.ShouldBeTrue();
    }

    // By an end of the stream, or by a reset where the connection was still in the operating system's queue.
    private static async Task ShouldBeClosedAsync(Socket socket)
    {
        try
        {
            (await socket.ReceiveAsync(new byte[1], Cancelled)).ShouldBe(0);
        }
        catch (SocketException exception)
        {
            exception.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }
    }

    private static string Metrics(IHost host) => $"http://{Listener(host).EndPoint}/metrics";

    private static async Task<string> ExchangeAsync(EndPoint endPoint, string request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, Cancelled);
        using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancelled);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancelled);
    }
}
