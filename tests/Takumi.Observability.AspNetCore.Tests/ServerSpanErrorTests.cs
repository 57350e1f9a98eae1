using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class ServerSpanErrorTests
{
    [Fact]
    public async Task An_unhandled_exception_is_a_500_recorded_once()
    {
        await using var service = await WebService.StartAsync(app => app.MapPost("/fail", Fail));

        var (span, measurements) = await service.ObserveAsync(HttpMethod.Post, "/fail");

        ServerSpanText.Of(span).ShouldBe("""
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

        ServerSpanText.Of(span).ShouldBe("""
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

    private static string Fail(HttpContext context) => throw new InvalidOperationException("the ledger is closed");
}
