using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>Requests that are answered with 401 or 403 are attempts to reach what the caller had no right to.</summary>
public sealed class RefusedAccessTests
{
    private const string Instrument = "unauthorized.access.attempts";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/answer/401", "unauthorized.access.attempts 1 {reason=unauthenticated}")]
    [InlineData("/answer/403", "unauthorized.access.attempts 1 {reason=forbidden}")]
    [InlineData("/mine", "unauthorized.access.attempts 1 {reason=unauthenticated}")]
    [InlineData("/theirs", "unauthorized.access.attempts 1 {reason=forbidden}")]
    [InlineData("/answer/200", null)]
    [InlineData("/answer/302", null)]
    [InlineData("/answer/400", null)]
    [InlineData("/answer/404", null)]
    [InlineData("/answer/407", null)]
    [InlineData("/answer/500", null)]
    [InlineData("/fail", null)]
    public async Task An_answer_counts_once_by_its_reason(string path, string? attempt)
    {
        await using var service = await StartAsync();

        var (_, measurements) = await service.ObserveAsync(path);

        Attempts(measurements).ShouldBe(attempt is null ? [] : [attempt]);
    }

    [Theory]
    [InlineData(HttpMetrics.Catalogue)]
    [InlineData(HttpMetrics.Framework)]
    [InlineData(HttpMetrics.Both)]
    public async Task Whichever_metrics_of_requests_are_chosen(HttpMetrics metrics)
    {
        await using var service = await StartAsync(metrics);

        var (_, measurements) = await service.ObserveAsync("/answer/403");

        Attempts(measurements).ShouldBe(["unauthorized.access.attempts 1 {reason=forbidden}"]);
    }

    [Fact]
    public async Task An_error_page_in_its_place_changes_nothing()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseStatusCodePagesWithReExecute("/sorry");
            app.MapGet("/refuse", () => Results.StatusCode(StatusCodes.Status403Forbidden));
            app.MapGet("/sorry", () => "sorry");
        });

        var (_, measurements) = await service.ObserveAsync("/refuse");

        Attempts(measurements).ShouldBe(["unauthorized.access.attempts 1 {reason=forbidden}"]);
    }

    [Fact]
    public async Task A_muted_request_does_not_count()
    {
        await using var service = await StartAsync();

        var (response, trace) = await service.SendAsync(HttpMethod.Get, "/muted");
        response.Dispose();
        ((int)response.StatusCode).ShouldBe(403);
        // The next request on the same connection is begun when the muted one is over and done with.
        await service.ObserveAsync("/answer/200");

        Attempts(service.Measurements.Of(trace)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_hangs_up_on_a_refusal_was_refused_all_the_same()
    {
        await using var service = await StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(service.Address.Host, service.Address.Port, Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /slow/401 HTTP/1.1\r\nHost: service.example\r\ntraceparent: {WebService.ParentOf(trace)}\r\n\r\n"), Token);
        }

        await service.Spans.ServerSpanAsync(trace);

        var measurements = service.Measurements.Of(trace);
        measurements.ShouldContain("http.requests 1 {method=GET, route=/slow/401, status_code=499}");
        Attempts(measurements).ShouldBe(["unauthorized.access.attempts 1 {reason=unauthenticated}"]);
    }

    private static Task<WebService> StartAsync(HttpMetrics metrics = HttpMetrics.Both) => WebService.StartAsync(Map, (builder, observability) =>
    {
        builder.Services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken();
        builder.Services.AddAuthorization();
        observability.AddAspNetCore(options => options.HttpMetrics = metrics);
    });

    private static void Map(WebApplication app)
    {
        app.MapGet("/answer/{status:int}", (int status) => Results.StatusCode(status));
        app.MapGet("/fail", void (HttpContext context) =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            throw new InvalidOperationException("before anybody was refused");
        });
        app.MapGet("/mine", () => "mine").RequireAuthorization();
        app.MapGet("/theirs", () => Results.Forbid());
        app.MapGet("/muted", () => Results.StatusCode(StatusCodes.Status403Forbidden)).MuteTelemetry();
        app.MapGet("/slow/401", async (HttpContext context) =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
    }

    private static IEnumerable<string> Attempts(IEnumerable<string> measurements) =>
        measurements.Where(line => line.StartsWith(Instrument, StringComparison.Ordinal));
}
