using System.Diagnostics;
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
        await using var service = await WebService.StartAsync(Sockets.MapEcho, (builder, _) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocol)));

        var (socket, trace) = await Sockets.ConnectAsync(service, "/echo", protocol == HttpProtocols.Http2);
        using (socket)
        {
            await Sockets.EchoAsync(socket, new byte[3]);
            await Sockets.EchoAsync(socket, new byte[100_000]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        }

        var span = await service.Spans.ServerSpanAsync(trace);
        var (method, status) = protocol == HttpProtocols.Http2 ? ("CONNECT", 200) : ("GET", 101);
        Sockets.Measured(service, trace).ShouldBe(
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
                Sockets.MapEcho(app);
            },
            (_, observability) => observability.AddAspNetCore(options => options.WebSocketSessionId = context => context.Request.Query["session"]));

        var (socket, trace) = await Sockets.ConnectAsync(service, "/echo?session=abc123");
        using (socket)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);

        await service.Spans.ServerSpanAsync(trace);
        Sockets.Measured(service, trace).ShouldContain("ws.connections.active 1 {role=viewer, session_id=abc123}");
        Sockets.Measured(service, trace).ShouldContain("ws.connections.active -1 {role=viewer, session_id=abc123}");
    }

    [Fact]
    public async Task A_callback_that_throws_is_told_once_and_costs_no_connection()
    {
        await using var service = await WebService.StartAsync(Sockets.MapEcho, (_, observability) => observability.AddAspNetCore(options => options.WebSocketRole = _ => throw new InvalidOperationException("no role today")));

        for (var i = 0; i < 2; i++)
        {
            var (socket, trace) = await Sockets.ConnectAsync(service, "/echo");
            using (socket)
            {
                await Sockets.EchoAsync(socket, [1]);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
            }

            await service.Spans.ServerSpanAsync(trace);
            Sockets.Measured(service, trace).ShouldContain("ws.connections.active 1 {role=anonymous}");
        }

        service.Logs.Logs.Count(log => log.Level == LogLevel.Warning && log.Exception?.Message == "no role today").ShouldBe(1);
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
        using var socket = Sockets.NewSocket(trace);
        socket.Options.SetRequestHeader("Origin", "https://theirs.example");
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(Sockets.AddressOf(service, "/guarded"), Token));

        var span = await service.Spans.ServerSpanAsync(trace);
        span.GetTagItem("http.response.status_code").ShouldBe(403);
        Sockets.Measured(service, trace).ShouldContain("ws.errors 1 {type=auth_failed}");
    }
}
