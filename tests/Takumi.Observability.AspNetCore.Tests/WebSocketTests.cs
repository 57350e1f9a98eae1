using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class WebSocketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_socket_is_counted_without_a_line_in_its_handler(HttpProtocols protocol)
    {
        await using var service = await WebService.StartAsync(MapEcho, (builder, _) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocol)));

        var (socket, trace) = await ConnectAsync(service, "/echo", protocol == HttpProtocols.Http2);
        using (socket)
        {
            await EchoAsync(socket, new byte[3]);
            await EchoAsync(socket, new byte[100_000]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        }

        var span = await service.Spans.ServerSpanAsync(trace);
        var (method, status) = protocol == HttpProtocols.Http2 ? ("CONNECT", 200) : ("GET", 101);
        Measured(service, trace).ShouldBe(
        [
            $"http.request.duration … {{method={method}, route=/echo, status_code={status}}}",
            $"http.requests 1 {{method={method}, route=/echo, status_code={status}}}",
            "ws.connection.duration … {}",
            "ws.connections 1 {status=connected}",
            "ws.connections 1 {status=disconnected}",
            "ws.connections.active -1 {role=anonymous}",
            "ws.connections.active 1 {role=anonymous}",
            "ws.messages.received 2 {}",
            "ws.messages.sent 2 {}",
        ]);
        span.DisplayName.ShouldBe($"{method} /echo");
        span.GetTagItem("http.response.status_code").ShouldBe(status);
        span.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task Role_and_session_are_labels_where_the_application_says_so()
    {
        await using var service = await WebService.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, "viewer")]));
                    return next(context);
                });
                MapEcho(app);
            },
            (_, observability) => observability.AddAspNetCore(options => options.WebSocketSessionId = context => context.Request.Query["session"]));

        var (socket, trace) = await ConnectAsync(service, "/echo?session=abc123");
        using (socket)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);

        await service.Spans.ServerSpanAsync(trace);
        Measured(service, trace).ShouldContain("ws.connections.active 1 {role=viewer, session_id=abc123}");
        Measured(service, trace).ShouldContain("ws.connections.active -1 {role=viewer, session_id=abc123}");
    }

    [Fact]
    public async Task A_callback_that_throws_is_told_once_and_costs_no_connection()
    {
        await using var service = await WebService.StartAsync(MapEcho, (_, observability) => observability.AddAspNetCore(options => options.WebSocketRole = _ => throw new InvalidOperationException("no role today")));

        for (var i = 0; i < 2; i++)
        {
            var (socket, trace) = await ConnectAsync(service, "/echo");
            using (socket)
            {
                await EchoAsync(socket, [1]);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
            }

            await service.Spans.ServerSpanAsync(trace);
            Measured(service, trace).ShouldContain("ws.connections.active 1 {role=anonymous}");
        }

        service.Logs.Logs.Count(log => log.Level == LogLevel.Warning && log.Exception?.Message == "no role today").ShouldBe(1);
    }

    [Theory]
    [InlineData("/refuse/401", "auth_failed")]
    [InlineData("/refuse/403", "auth_failed")]
    [InlineData("/refuse/429", "rate_limited")]
    [InlineData("/refuse/504", "timeout")]
    [InlineData("/close/1008", "auth_failed")]
    [InlineData("/close/1013", "rate_limited")]
    [InlineData("/close/3008", "timeout")]
    [InlineData("/close/1002", "protocol")]
    [InlineData("/drop", "aborted")]
    [InlineData("/late", "timeout")]
    public async Task A_refusal_or_a_bad_end_is_an_error_of_its_type(string path, string type)
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseWebSockets();
            app.MapGet("/refuse/{status:int}", (int status) => Results.StatusCode(status));
            app.MapGet("/close/{code:int}", async (HttpContext context, int code) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.CloseAsync((WebSocketCloseStatus)code, null, Token);
            });
            app.MapGet("/drop", async (HttpContext context) => (await context.WebSockets.AcceptWebSocketAsync()).Abort());
            app.MapGet("/late", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                throw new TimeoutException("nobody answered");
            });
        });

        var trace = ActivityTraceId.CreateRandom();
        using var socket = NewSocket(trace);
        try
        {
            await socket.ConnectAsync(AddressOf(service, path), Token);
            await socket.ReceiveAsync(new byte[16], Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        }
        catch (WebSocketException)
        {
        }

        await service.Spans.ServerSpanAsync(trace);
        Measured(service, trace).Where(line => line.StartsWith("ws.errors")).ShouldBe([$"ws.errors 1 {{type={type}}}"]);
    }

    [Fact]
    public async Task A_client_that_vanishes_is_an_abort_and_the_upgrade_stays_a_101()
    {
        await using var service = await WebService.StartAsync(MapEcho);

        var (socket, trace) = await ConnectAsync(service, "/echo");
        await EchoAsync(socket, [1, 2, 3]);
        socket.Abort();

        var span = await service.Spans.ServerSpanAsync(trace);
        Measured(service, trace).ShouldContain("ws.errors 1 {type=aborted}");
        Measured(service, trace).ShouldContain("ws.connections.active -1 {role=anonymous}");
        span.GetTagItem("http.response.status_code").ShouldBe(101);
        span.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task A_handler_that_fails_after_the_acceptance_is_an_error_of_an_upgrade_that_stays_a_101()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseWebSockets();
            app.Map("/fail", async (HttpContext context) =>
            {
                using var accepted = await context.WebSockets.AcceptWebSocketAsync();
                throw new InvalidOperationException("no seats left");
            });
        });

        var (socket, trace) = await ConnectAsync(service, "/fail");
        using (socket)
            await Should.ThrowAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[16], Token));

        var span = await service.Spans.ServerSpanAsync(trace);
        span.GetTagItem("http.response.status_code").ShouldBe(101);
        span.GetTagItem("error.type").ShouldBe("System.InvalidOperationException");
        (span.Status, span.StatusDescription).ShouldBe((ActivityStatusCode.Error, "no seats left"));
        Measured(service, trace).ShouldContain("http.requests 1 {method=GET, route=/fail, status_code=101}");
    }

    [Fact]
    public async Task The_origin_check_of_the_application_goes_on_working()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            var options = new WebSocketOptions();
            options.AllowedOrigins.Add("https://ours.example");
            app.UseWebSockets(options);
            app.MapGet("/guarded", async (HttpContext context) => await context.WebSockets.AcceptWebSocketAsync());
        });

        var trace = ActivityTraceId.CreateRandom();
        using var socket = NewSocket(trace);
        socket.Options.SetRequestHeader("Origin", "https://theirs.example");
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(service, "/guarded"), Token));

        var span = await service.Spans.ServerSpanAsync(trace);
        span.GetTagItem("http.response.status_code").ShouldBe(403);
        Measured(service, trace).ShouldContain("ws.errors 1 {type=auth_failed}");
    }

    private static void MapEcho(WebApplication app)
    {
        app.UseWebSockets();
        app.Map("/echo", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[4096];
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Binary, received.EndOfMessage, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        });
    }

    private static async Task EchoAsync(ClientWebSocket socket, byte[] message)
    {
        await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, Token);
        var buffer = new byte[8192];
        for (var have = 0; have < message.Length;)
            have += (await socket.ReceiveAsync(buffer, Token)).Count;
    }

    private static async Task<(ClientWebSocket Socket, ActivityTraceId Trace)> ConnectAsync(WebService service, string path, bool overHttp2 = false)
    {
        var trace = ActivityTraceId.CreateRandom();
        var socket = NewSocket(trace);
        if (overHttp2)
        {
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        await socket.ConnectAsync(AddressOf(service, path), service.Client, Token);
        return (socket, trace);
    }

    private static ClientWebSocket NewSocket(ActivityTraceId trace)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("traceparent", WebService.ParentOf(trace));
        return socket;
    }

    private static Uri AddressOf(WebService service, string path) => new(new UriBuilder(service.Address) { Scheme = "ws" }.Uri, path);

    // Summed by instrument and labels: how many reads and writes carried the messages is no promise.
    private static IReadOnlyList<string> Measured(WebService service, ActivityTraceId trace) =>
    [
        .. service.Measurements.Of(trace)
            .Where(line => !line.StartsWith("http.server."))
            .Select(line => line.Split(' ', 3))
            .GroupBy(parts => parts[0].StartsWith("ws.messages") ? parts[0] : string.Join(' ', parts))
            .Select(group => group.Key.StartsWith("ws.messages") ? $"{group.Key} {group.Sum(parts => int.Parse(parts[1]))} {{}}" : group.Key)
            .Order(StringComparer.Ordinal),
    ];
}
