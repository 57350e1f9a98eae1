using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using HttpProtocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class ServerSpanTests
{
    [Fact]
    public async Task A_minimal_api_has_the_exact_tags_and_measurements()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/orders/{id}", (int id) => $"order {id}"));

        var (span, measurements) = await service.ObserveAsync(HttpMethod.Get, "/orders/7?token=hidden", request => request.Headers.Add("User-Agent", "probe/1.0"));

        ServerSpanText.Of(span).ShouldBe("""
            GET /orders/{id} (server)
              - client.address: 127.0.0.1
              - http.request.method: GET
              - http.response.status_code: 200
              - http.route: /orders/{id}
              - network.protocol.version: 1.1
              - server.address: 127.0.0.1
              - server.port: …
              - url.path: /orders/7
              - url.scheme: http
              - user_agent.original: probe/1.0

            """);
        measurements.ShouldContain("http.requests 1 {method=GET, route=/orders/{id}, status_code=200}");
        measurements.ShouldContain("http.request.duration … {method=GET, route=/orders/{id}, status_code=200}");
        span.GetTagItem("server.port").ShouldBe(service.Address.Port);
    }

    [Fact]
    public async Task A_controller_has_the_exact_tags_and_measurements()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapControllers(),
            (builder, _) => builder.Services.AddControllers().AddApplicationPart(typeof(LedgerController).Assembly));

        var (span, measurements) = await service.ObserveAsync("/ledgers/9/entries");

        ServerSpanText.Of(span).ShouldBe("""
            GET ledgers/{number}/entries (server)
              - client.address: 127.0.0.1
              - http.request.method: GET
              - http.response.status_code: 200
              - http.route: ledgers/{number}/entries
              - network.protocol.version: 1.1
              - server.address: 127.0.0.1
              - server.port: …
              - url.path: /ledgers/9/entries
              - url.scheme: http

            """);
        measurements.ShouldContain("http.requests 1 {method=GET, route=ledgers/{number}/entries, status_code=200}");
    }

    [Fact]
    public async Task A_call_over_http_2_that_ends_with_trailers_has_the_exact_tags()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapPost("/greet.Greeter/{method}", async (HttpContext context) =>
            {
                context.Response.ContentType = "application/grpc";
                await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
                context.Response.AppendTrailer("grpc-status", "5");
            }),
            (builder, _) => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));

        var (span, measurements) = await service.ObserveAsync(HttpMethod.Post, "/greet.Greeter/SayHello", request =>
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
            request.Content = new ByteArrayContent([0, 0, 0, 0, 1, 7]) { Headers = { ContentType = new("application/grpc") } };
        });

        ServerSpanText.Of(span).ShouldBe("""
            POST /greet.Greeter/{method} (server)
              - client.address: 127.0.0.1
              - http.request.method: POST
              - http.response.status_code: 200
              - http.route: /greet.Greeter/{method}
              - network.protocol.version: 2
              - server.address: 127.0.0.1
              - server.port: …
              - url.path: /greet.Greeter/SayHello
              - url.scheme: http

            """);
        measurements.Where(line => !line.StartsWith("http.server.")).ShouldBe(
        [
            "http.request.duration … {method=POST, route=/greet.Greeter/{method}, status_code=200}",
            "http.request.size 6 {method=POST, route=/greet.Greeter/{method}}",
            "http.requests 1 {method=POST, route=/greet.Greeter/{method}, status_code=200}",
        ]);
    }

    [Fact]
    public async Task A_request_that_no_route_takes_is_unmatched_and_no_error()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseStatusCodePagesWithReExecute("/missing");
            app.MapGet("/missing", (HttpContext context) => "nothing here");
        });

        var (span, measurements) = await service.ObserveAsync("/nowhere/4711");

        ServerSpanText.Of(span).ShouldBe("""
            GET (server)
              - client.address: 127.0.0.1
              - http.request.method: GET
              - http.response.status_code: 404
              - network.protocol.version: 1.1
              - server.address: 127.0.0.1
              - server.port: …
              - url.path: /nowhere/4711
              - url.scheme: http

            """);
        measurements.ShouldContain("http.requests 1 {method=GET, route=unmatched, status_code=404}");
    }

    [Fact]
    public async Task An_unknown_method_is_other_and_kept_only_on_the_span()
    {
        await using var service = await WebService.StartAsync(app => app.MapMethods("/brew", ["BREW"], () => "coffee"));

        var (span, measurements) = await service.ObserveAsync(new HttpMethod("BREW"), "/brew");

        span.DisplayName.ShouldBe("HTTP /brew");
        span.GetTagItem("http.request.method").ShouldBe("_OTHER");
        span.GetTagItem("http.request.method_original").ShouldBe("BREW");
        measurements.ShouldContain("http.requests 1 {method=_OTHER, route=/brew, status_code=200}");
    }

    [Fact]
    public async Task A_head_and_a_redirect_and_declared_sizes_are_told_as_they_are()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.MapMethods("/head", ["HEAD"], (HttpContext context) => context.Response.ContentLength = 5000);
            app.MapGet("/old", () => Results.Redirect("/new"));
            app.MapPost("/declared", async (HttpContext context) =>
            {
                context.Response.ContentLength = 4;
                await context.Response.WriteAsync("done");
            });
        });

        var head = await service.ObserveAsync(HttpMethod.Head, "/head");
        var redirect = await service.ObserveAsync("/old");
        var sized = await service.ObserveAsync(HttpMethod.Post, "/declared", request => request.Content = new StringContent("seven b"));

        head.Span.DisplayName.ShouldBe("HEAD /head");
        head.Measurements.ShouldContain("http.response.size 5000 {method=HEAD, route=/head}");
        redirect.Span.GetTagItem("http.response.status_code").ShouldBe(302);
        redirect.Span.Status.ShouldBe(ActivityStatusCode.Unset);
        redirect.Measurements.ShouldContain("http.requests 1 {method=GET, route=/old, status_code=302}");
        sized.Measurements.Where(line => line.StartsWith("http.re") && line.Contains("size")).ShouldBe(
        [
            "http.request.size 7 {method=POST, route=/declared}",
            "http.response.size 4 {method=POST, route=/declared}",
        ]);
    }

    [Fact]
    public async Task Host_filtering_that_answers_before_the_application_is_observed_too()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/", () => "never"),
            (builder, _) => builder.Configuration["AllowedHosts"] = "only.example");

        var (span, measurements) = await service.ObserveAsync("/");

        span.GetTagItem("http.response.status_code").ShouldBe(400);
        measurements.ShouldContain("http.requests 1 {method=GET, route=unmatched, status_code=400}");
    }

    [Fact]
    public async Task What_the_application_put_on_the_span_stays()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/named", () =>
        {
            Activity.Current!.DisplayName = "chosen";
            Activity.Current.SetTag("http.route", "by hand");
            return "ok";
        }));

        var (span, _) = await service.ObserveAsync("/named");

        span.DisplayName.ShouldBe("chosen");
        span.TagObjects.Count(tag => tag.Key == "http.route").ShouldBe(1);
        span.GetTagItem("http.route").ShouldBe("by hand");
        span.GetTagItem("http.request.method").ShouldBe("GET");
    }

    [Fact]
    public async Task The_query_is_told_only_when_asked_for()
    {
        await using var service = await WebService.StartAsync(
            app => app.MapGet("/search", () => "found"),
            (_, observability) => observability.AddAspNetCore(options => options.CaptureUrlQuery = true));

        var (span, _) = await service.ObserveAsync("/search?q=ledger");

        span.GetTagItem("url.query").ShouldBe("q=ledger");
    }
}
