using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using System.Diagnostics.Metrics;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

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

    [Fact]
    public async Task A_taken_port_stops_the_start_with_one_clear_message()
    {
        using var first = await StartAsync("Exposition.Tests.None");
        var port = Listener(first).EndPoint!.Port;

        var exception = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync("Exposition.Tests.None", o => o.Port = port));

        exception.Message.ShouldBe($"The Prometheus listener can't listen on 127.0.0.1:{port}: Address already in use. Set PrometheusListenerOptions.Address or .Port.");
    }

    [Theory]
    [InlineData("Port", "PrometheusListenerOptions.Port is '70000'; allowed: 0 (any free port) to 65535.")]
    [InlineData("Path", "PrometheusListenerOptions.Path is 'metrics'; allowed: a path that begins with / and has no query.")]
    [InlineData("MaxConnections", "PrometheusListenerOptions.MaxConnections is '0'; allowed: 1 to 1000.")]
    [InlineData("ClientTimeout", "PrometheusListenerOptions.ClientTimeout is '00:00:00'; allowed: more than zero and at most one hour.")]
    [InlineData("Address", "PrometheusListenerOptions.Address is 'null'; allowed: an IP address of this machine.")]
    public async Task An_option_that_cannot_be_used_stops_the_start(string option, string message)
    {
        var exception = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync("Exposition.Tests.None", o =>
        {
            switch (option)
            {
                case "Port": o.Port = 70000; break;
                case "Path": o.Path = "metrics"; break;
                case "MaxConnections": o.MaxConnections = 0; break;
                case "ClientTimeout": o.ClientTimeout = TimeSpan.Zero; break;
                default: o.Address = null!; break;
            }
        }));

        exception.Message.ShouldBe(message);
    }

    [Fact]
    public async Task The_address_is_told_by_the_log()
    {
        using var logs = new CapturingLoggerProvider();
        using var host = await StartAsync("Exposition.Tests.None", o => o.Path = "/m", logs);

        logs.Logs.ShouldContain(log => log.Message == $"Prometheus metrics are served on http://{Listener(host).EndPoint}/m");
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

    private static async Task<IHost> StartAsync(string meter, Action<PrometheusListenerOptions>? configure = null, ILoggerProvider? logs = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (logs is not null)
            builder.Logging.AddProvider(logs);

        // A machine under load answers late, but it answers.
        builder.Configuration.AddInMemoryCollection([new("Observability:Prometheus:ScrapeTimeout", "01:00:00"), new("Observability:PrometheusListener:ClientTimeout", "01:00:00")]);
        builder.Services.AddTakumiObservability(o => o.Meters.Add(meter)).AddPrometheusListener(o =>
        {
            o.Port = 0;
            configure?.Invoke(o);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(Cancelled);
            return host;
        }
        catch
        {
            // A host that was never disposed would go on observing the process's errors beside every other test.
            host.Dispose();
            throw;
        }
    }

    private static ScrapeListener Listener(IHost host) => host.Services.GetRequiredService<ScrapeListener>();

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
