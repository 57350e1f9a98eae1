using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Testing.Recording;
using HttpProtocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class ServerSpanTests
{
    private static readonly string[] s_volatile = ["server.port"];

    [Fact]
    public async Task A_minimal_api_has_the_exact_tags_and_measurements()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/orders/{id}", (int id) => $"order {id}"));

        var (span, measurements) = await service.ObserveAsync(HttpMethod.Get, "/orders/7?token=hidden", request => request.Headers.Add("User-Agent", "probe/1.0"));

        Render(span).ShouldBe("""
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

        Render(span).ShouldBe("""
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
    public async Task An_unhandled_exception_is_a_500_recorded_once()
    {
        await using var service = await WebService.StartAsync(app => app.MapPost("/fail", Fail));

        var (span, measurements) = await service.ObserveAsync(HttpMethod.Post, "/fail");

        Render(span).ShouldBe("""
            POST /fail (server) ERROR: the ledger is closed
              - client.address: 127.0.0.1
              - error.type: System.InvalidOperationException
              - http.request.method: POST
              - http.response.status_code: 500
              - http.route: /fail
              - network.protocol.version: 1.1
              - server.address: 127.0.0.1
              - server.port: …
              - url.path: /fail
              - url.scheme: http
              @ exception
                - exception.message: the ledger is closed
                - exception.stacktrace: …
                - exception.type: System.InvalidOperationException

            """);
        measurements.ShouldContain("http.requests 1 {method=POST, route=/fail, status_code=500}");
    }

    [Fact]
    public async Task The_page_that_shows_an_exception_to_developers_hides_it_from_nobody()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseDeveloperExceptionPage();
            app.MapPost("/fail", Fail);
        });

        var (span, measurements) = await service.ObserveAsync(HttpMethod.Post, "/fail");

        span.GetTagItem("http.response.status_code").ShouldBe(500);
        span.GetTagItem("error.type").ShouldBe("System.InvalidOperationException");
        span.Events.ShouldHaveSingleItem();
        measurements.ShouldContain("http.requests 1 {method=POST, route=/fail, status_code=500}");
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

        Render(span).ShouldBe("""
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
    public async Task An_exception_that_a_workflow_recorded_marks_the_server_span_and_is_not_recorded_again()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/workflow", () =>
            TakumiTelemetry.TraceWorkflow("close-ledger", static _ => throw new InvalidOperationException("the ledger is closed"))));

        var (span, _) = await service.ObserveAsync("/workflow");

        var workflow = service.Spans.Of(span.TraceId).Single(one => one.DisplayName == "workflow.close-ledger");
        workflow.Events.Count().ShouldBe(1);
        span.Events.ShouldBeEmpty();
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.GetTagItem("error.type").ShouldBe("System.InvalidOperationException");
    }

    [Fact]
    public async Task An_exception_handler_leaves_route_and_path_of_the_original_request()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseExceptionHandler("/sorry");
            app.MapGet("/fail/{reason}", Fail);
            app.MapGet("/sorry", (HttpContext context) => "sorry");
        });

        var (span, measurements) = await service.ObserveAsync("/fail/always");

        Render(span).ShouldBe("""
            GET /fail/{reason} (server) ERROR: the ledger is closed
              - client.address: 127.0.0.1
              - error.type: System.InvalidOperationException
              - http.request.method: GET
              - http.response.status_code: 500
              - http.route: /fail/{reason}
              - network.protocol.version: 1.1
              - server.address: 127.0.0.1
              - server.port: …
              - url.path: /fail/always
              - url.scheme: http
              @ exception
                - exception.message: the ledger is closed
                - exception.stacktrace: …
                - exception.type: System.InvalidOperationException

            """);
        measurements.ShouldContain("http.requests 1 {method=GET, route=/fail/{reason}, status_code=500}");
        measurements.ShouldAllBe(line => line.StartsWith("http.server.") || !line.Contains("/sorry"));
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

        Render(span).ShouldBe("""
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
    public async Task A_status_of_500_without_an_exception_is_an_error_named_by_its_code()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/busy", () => Results.StatusCode(503)));

        var (span, _) = await service.ObserveAsync("/busy");

        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.GetTagItem("error.type").ShouldBe("503");
        span.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_the_server_refuses_has_the_status_of_the_refusal()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/refuse", void () => throw new BadHttpRequestException("too large", 413)));

        var (span, _) = await service.ObserveAsync("/refuse");

        span.GetTagItem("http.response.status_code").ShouldBe(413);
        span.Status.ShouldBe(ActivityStatusCode.Unset);
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

    private static string Fail(HttpContext context) => throw new InvalidOperationException("the ledger is closed");

    private static string Render(Activity span) => SpanTree.Render([span], s_volatile);
}

[ApiController, Route("ledgers")]
public sealed class LedgerController : ControllerBase
{
    [HttpGet("{number}/entries")]
    public string Entries(int number) => $"entries of {number}";
}
