using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class WebSocketFailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        using var socket = Sockets.NewSocket(trace);
        try
        {
            await socket.ConnectAsync(Sockets.AddressOf(service, path), Token);
            await socket.ReceiveAsync(new byte[16], Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        }
        catch (WebSocketException)
        {
        }

        await service.Spans.ServerSpanAsync(trace);
        Sockets.Measured(service, trace).Where(line => line.StartsWith("ws.errors")).ShouldBe([$"ws.errors 1 {{type={type}}}"]);
    }

    [Fact]
    public async Task A_client_that_vanishes_is_an_abort_and_the_upgrade_stays_a_101()
    {
        await using var service = await WebService.StartAsync(Sockets.MapEcho);

        var (socket, trace) = await Sockets.ConnectAsync(service, "/echo");
        await Sockets.EchoAsync(socket, [1, 2, 3]);
        socket.Abort();

        var span = await service.Spans.ServerSpanAsync(trace);
        Sockets.Measured(service, trace).ShouldContain("ws.errors 1 {type=aborted}");
        Sockets.Measured(service, trace).ShouldContain("ws.connections.active -1 {role=anonymous}");
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

        var (socket, trace) = await Sockets.ConnectAsync(service, "/fail");
        using (socket)
            await Should.ThrowAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[16], Token));

        var span = await service.Spans.ServerSpanAsync(trace);
        span.GetTagItem("http.response.status_code").ShouldBe(101);
        span.GetTagItem("error.type").ShouldBe("System.InvalidOperationException");
        (span.Status, span.StatusDescription).ShouldBe((ActivityStatusCode.Error, "no seats left"));
        Sockets.Measured(service, trace).ShouldContain("http.requests 1 {method=GET, route=/fail, status_code=101}");
    }
}
