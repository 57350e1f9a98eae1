using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>Clients that leave: what they left behind without its answer is a 499, and nobody's error.</summary>
public sealed class AbortTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http1, false)]
    [InlineData(HttpProtocols.Http1, true)]
    [InlineData(HttpProtocols.Http2, false)]
    [InlineData(HttpProtocols.Http2, true)]
    public async Task A_client_that_hangs_up_is_a_499_and_no_error(HttpProtocols protocol, bool hasExceptionHandler)
    {
        var arrived = new TaskCompletionSource();
        await using var service = await WebService.StartAsync(
            app =>
            {
                if (hasExceptionHandler)
                    app.UseExceptionHandler("/sorry");
                app.MapGet("/slow", async (HttpContext context) =>
                {
                    arrived.SetResult();
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                });
            },
            (builder, _) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocol)));
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/slow") { VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Version = protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.Headers.Add("traceparent", WebService.ParentOf(trace));

        var call = service.Client.SendAsync(request, hangUp.Token);
        await arrived.Task;
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);

        await ShouldBeAsync(service, trace, 499, "/slow");
    }

    [Fact]
    public async Task A_handler_that_takes_it_calmly_makes_no_answer_of_it()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/calm", GoneAsync));

        var trace = await SendAndLeaveAsync(service, "/calm", until: null);

        await ShouldBeAsync(service, trace, 499, "/calm");
    }

    [Fact]
    public async Task An_answer_that_its_client_did_not_see_the_end_of_is_a_499()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/stream", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("the beginning");
            await GoneAsync(context);
        }));

        var trace = await SendAndLeaveAsync(service, "/stream", until: "the beginning");

        await ShouldBeAsync(service, trace, 499, "/stream");
    }

    [Fact]
    public async Task A_client_that_leaves_with_its_whole_answer_has_it()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/whole", async (HttpContext context) =>
        {
            context.Response.ContentLength = "the whole answer".Length;
            await context.Response.WriteAsync("the whole answer");
            await GoneAsync(context);
        }));

        var trace = await SendAndLeaveAsync(service, "/whole", until: "the whole answer");

        await ShouldBeAsync(service, trace, 200, "/whole");
    }

    private static async Task GoneAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static async Task<ActivityTraceId> SendAndLeaveAsync(WebService service, string path, string? until)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service.Address.Host, service.Address.Port, Token);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: service.example\r\ntraceparent: {WebService.ParentOf(trace)}\r\n\r\n"), Token);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (until is not null && !received.ToString().Contains(until, StringComparison.Ordinal))
            received.Append(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Token)));
        return trace;
    }

    private static async Task ShouldBeAsync(WebService service, ActivityTraceId trace, int status, string route)
    {
        var span = await service.Spans.ServerSpanAsync(trace);
        span.GetTagItem("http.response.status_code").ShouldBe(status);
        span.GetTagItem("error.type").ShouldBeNull();
        span.Status.ShouldBe(ActivityStatusCode.Unset);
        span.Events.ShouldBeEmpty();
        service.Measurements.Of(trace).ShouldContain($"http.requests 1 {{method=GET, route={route}, status_code={status}}}");
    }
}
