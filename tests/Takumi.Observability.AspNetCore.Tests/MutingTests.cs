using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Takumi.Observability.AspNetCore.Tests.Fixtures;


namespace Takumi.Observability.AspNetCore.Tests;

public sealed class MutingTests
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/metrics")]
    public async Task The_default_paths_leave_no_span_and_no_measurement(string path)
    {
        await using var service = await WebService.StartAsync(Map, WithACheckThatTraces);

        var (spans, measurements) = await ObserveMutedAsync(service, path);

        spans.ShouldBeEmpty();
        measurements.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/internal/alive")]
    [InlineData("/internal/deps")]
    [InlineData("/internal/prom")]
    public async Task Paths_of_the_application_s_choice_are_as_mute(string path)
    {
        await using var service = await WebService.StartAsync(
            app =>
            {
                app.MapTakumiObservability(options =>
                {
                    options.HealthPath = "/internal/alive";
                    options.ReadyPath = "/internal/deps";
                    options.MetricsPath = "/internal/prom";
                });
                app.MapGet("/after", () => "after");
            },
            WithACheckThatTraces);

        var (spans, measurements) = await ObserveMutedAsync(service, path);

        spans.ShouldBeEmpty();
        measurements.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_logged_inside_a_muted_request_arrives()
    {
        await using var service = await WebService.StartAsync(Map, WithACheckThatTraces);

        var (_, trace) = await service.SendAsync(HttpMethod.Get, "/ready");

        var log = await service.Logs.WaitForAsync(log => log.Level == LogLevel.Error && log.Category == "Checks", TestContext.Current.CancellationToken);
        log.Message.ShouldBe("the vault is sealed");
        service.Spans.Of(trace).ShouldBeEmpty();
    }

    [Fact]
    public async Task Spans_of_middleware_before_routing_go_with_the_request()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                using var outer = TakumiTelemetry.StartOperation("outer");
                await next(context);
            });
            app.UseRouting();
            Map(app);
        });

        var (spans, measurements) = await ObserveMutedAsync(service, "/health");

        spans.ShouldBeEmpty();
        measurements.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_muted_endpoint_that_fails_is_mute_under_an_exception_handler_too()
    {
        await using var service = await WebService.StartAsync(app =>
        {
            app.UseExceptionHandler("/sorry");
            app.MapGet("/quiet", void () => throw new InvalidOperationException("quietly")).MuteTelemetry();
            app.MapGet("/sorry", () => "sorry");
            app.MapGet("/after", () => "after");
        });

        var (spans, measurements) = await ObserveMutedAsync(service, "/quiet");

        spans.ShouldBeEmpty();
        measurements.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_that_is_not_sampled_leaves_no_span_but_its_measurements()
    {
        await using var service = await WebService.StartAsync(app => app.MapGet("/unsampled", () => "ok"));

        var (response, trace) = await service.SendAsync(HttpMethod.Get, "/unsampled", request =>
        {
            var sampled = request.Headers.GetValues("traceparent").Single();
            request.Headers.Remove("traceparent");
            request.Headers.Add("traceparent", sampled[..^1] + "0");
        });
        response.Dispose();
        await service.ObserveAsync("/unsampled");

        service.Spans.Of(trace).ShouldBeEmpty();
        service.Measurements.Of(trace).ShouldContain("http.requests 1 {method=GET, route=/unsampled, status_code=200}");
    }

    [Fact]
    public async Task A_parent_based_sampler_is_not_warned_about()
    {
        await using var service = await WebService.StartAsync(Map);

        service.Logs.Logs.ShouldNotContain(log => log.Level >= LogLevel.Warning && log.Category.StartsWith("Takumi.Observability.Muting"));
    }

    private static void Map(WebApplication app)
    {
        app.MapTakumiObservability();
        app.MapGet("/after", () => "after");
    }

    private static void WithACheckThatTraces(WebApplicationBuilder builder, TakumiObservabilityBuilder observability) =>
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration("vault", services => new TracingCheck(services.GetRequiredService<ILoggerFactory>()), null, null));

    // The next request on the same connection is begun when the muted one is over and done with.
    private static async Task<(IReadOnlyList<Activity> Spans, IReadOnlyList<string> Measurements)> ObserveMutedAsync(WebService service, string path)
    {
        var (response, trace) = await service.SendAsync(HttpMethod.Get, path);
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.Dispose();
        ((int)response.StatusCode).ShouldNotBe(404);
        var after = await service.ObserveAsync("/after");
        after.Measurements.ShouldNotBeEmpty();
        // The framework counts a request as active before anybody can know where it goes, and has no switch for that: the README says so.
        return (service.Spans.Of(trace), [.. service.Measurements.Of(trace).Where(line => !line.StartsWith("http.server.active_requests "))]);
    }

    private sealed class TracingCheck(ILoggerFactory loggers) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            using var step = TakumiTelemetry.StartOperation("unseal");
            loggers.CreateLogger("Checks").LogError("the vault is sealed");
            return Task.FromResult(HealthCheckResult.Healthy());
        }
    }
}
