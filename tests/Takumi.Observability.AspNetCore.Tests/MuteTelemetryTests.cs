using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.AspNetCore.Tests.Fixtures;

namespace Takumi.Observability.AspNetCore.Tests;

/// <summary>Any endpoint can be mute, however it says so; what runs beneath it knows, and nobody else does.</summary>
public sealed class MuteTelemetryTests
{
    [Theory]
    [InlineData("/handler")]
    [InlineData("/method")]
    [InlineData("/group/member")]
    [InlineData("/poll/action")]
    [InlineData("/poll/class")]
    [InlineData("/pages/directive")]
    [InlineData("/pages/model")]
    [InlineData("/pages/handlers?handler=poll")]
    public async Task Attribute_and_convention_mute_alike(string path)
    {
        await using var service = await StartAsync();

        var (response, trace) = await service.SendAsync(HttpMethod.Get, path);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim().ShouldBe("True");
        await service.ObserveAsync("/heard");

        service.Spans.Of(trace).ShouldBeEmpty();
        // The framework counts a request as active before anybody can know where it goes, and has no switch for that: the README says so.
        service.Measurements.Of(trace).ShouldAllBe(line => line.StartsWith("http.server.active_requests "));
    }

    [Theory]
    [InlineData("/heard", "/heard")]
    [InlineData("/pages/handlers/7", "pages/handlers/{id?}")]
    public async Task Others_are_heard(string path, string route)
    {
        await using var service = await StartAsync();

        var (response, trace) = await service.SendAsync(HttpMethod.Get, path);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("False");
        await service.Spans.ServerSpanAsync(trace);

        service.Spans.Of(trace).Select(span => span.DisplayName).ShouldBe(["workflow.heartbeat", $"GET {route}"]);
        service.Measurements.Of(trace).ShouldContain("workflow.completions 1 {workflow=heartbeat, outcome=success}");
    }

    [Fact]
    public async Task A_policy_that_chooses_the_endpoint_asynchronously_does_not_hide_it()
    {
        await using var service = await StartAsync(
            configure: builder => builder.Services.AddSingleton<MatcherPolicy, SlowPolicy>(),
            pipeline: app => app.Use(async (context, next) =>
            {
                await Task.Yield();
                var before = TakumiTelemetry.IsMuted;
                await next(context);
                before.ShouldBe(context.Request.Path != "/heard");
            }));

        var (response, trace) = await service.SendAsync(HttpMethod.Get, "/method");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("True");
        await service.ObserveAsync("/heard");

        service.Spans.Of(trace).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exception_handler_answers_for_a_muted_endpoint_as_mute()
    {
        await using var service = await StartAsync(pipeline: app => app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync($"{TakumiTelemetry.IsMuted}"))));

        var (response, trace) = await service.SendAsync(HttpMethod.Get, "/fail");
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        await service.ObserveAsync("/heard");

        service.Spans.Of(trace).ShouldBeEmpty();
        service.Measurements.Of(trace).ShouldAllBe(line => line.StartsWith("http.server.active_requests "));
    }

    [Fact]
    public async Task What_a_muted_request_leaves_running_is_heard_when_the_request_is_over()
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leftBehind = new TaskCompletionSource<Task<bool>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await StartAsync(endpoints: app => app.MapGet("/leaves", () => leftBehind.SetResult(Task.Run(async () =>
        {
            await over.Task;
            return TakumiTelemetry.IsMuted;
        }))).MuteTelemetry());

        await service.SendAsync(HttpMethod.Get, "/leaves");
        await service.ObserveAsync("/heard");
        over.SetResult();

        (await await leftBehind.Task).ShouldBeFalse();
    }

    private static async Task<WebService> StartAsync(Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? pipeline = null, Action<WebApplication>? endpoints = null) =>
        await WebService.StartAsync(
            app =>
            {
                if (pipeline is not null)
                {
                    app.UseRouting();
                    pipeline(app);
                }

                app.MapGet("/heard", AskAsync);
                app.MapGet("/handler", [MuteTelemetry] () => AskAsync());
                app.MapGet("/method", AskAsync).MuteTelemetry();
                app.MapGroup("/group").MuteTelemetry().MapGet("/member", AskAsync);
                app.MapGet("/fail", void () => throw new InvalidOperationException("quietly")).MuteTelemetry();
                app.MapControllers();
                app.MapRazorPages();
                endpoints?.Invoke(app);
            },
            (builder, _) =>
            {
                builder.Services.AddControllers().AddApplicationPart(typeof(MuteTelemetryTests).Assembly);
                builder.Services.AddRazorPages(pages => pages.RootDirectory = "/Fixtures/Pages");
                configure?.Invoke(builder);
            });

    internal static async Task<string> AskAsync()
    {
        await Task.Yield();
        using var workflow = TakumiTelemetry.StartWorkflow("heartbeat");
        workflow.Complete();
        return $"{TakumiTelemetry.IsMuted}";
    }

    private sealed class SlowPolicy : MatcherPolicy, IEndpointSelectorPolicy
    {
        public override int Order => 0;

        public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

        public async Task ApplyAsync(HttpContext httpContext, CandidateSet candidates) => await Task.Yield();
    }
}
