using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Takumi.Observability.Health;

namespace Takumi.Observability.Tests.Health;

/// <summary>How checks are run: side by side, not longer than they may, mute.</summary>
public sealed class CheckRunTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_with_a_timeout_of_its_own_is_cancelled_by_it_and_the_others_wait_no_longer()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await HealthService.StartAsync(
            checks => checks.AddAsyncCheck("rpc", async token =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return HealthCheckResult.Healthy();
            }, tags: null, timeout: TimeSpan.FromSeconds(2)),
            options => options.ShowDetails = true);

        var asked = service.JsonAsync();
        await begun.Task;
        service.Time.Advance(TimeSpan.FromMilliseconds(1999));
        asked.IsCompleted.ShouldBeFalse();
        service.Time.Advance(TimeSpan.FromMilliseconds(1));

        (await asked).ShouldBe(
            """{"status":"unhealthy","timestamp":"2026-01-01T00:00:02.000Z","version":"1.4.0","checks":{"rpc":{"status":"unhealthy","latency_ms":2000,"description":"No answer within 2 s."}}}""");
    }

    [Fact]
    public async Task A_check_over_its_time_fails_as_its_registration_says()
    {
        var check = new HeldCheck();
        await using var service = await HealthService.StartAsync(checks => checks.Add(new HealthCheckRegistration("rpc", check, HealthStatus.Degraded, tags: null)));

        var asked = service.AskAsync();
        await check.BegunAsync();
        service.Time.Advance(TimeSpan.FromSeconds(5));

        (await asked).Status.ShouldBe(HealthStatus.Degraded);
    }

    [Fact]
    public async Task Checks_run_side_by_side()
    {
        using var together = new Barrier(2);
        await using var service = await HealthService.StartAsync(checks => checks
            .AddCheck("one", () => { together.SignalAndWait(Cancelled); return HealthCheckResult.Healthy(); })
            .AddCheck("two", () => { together.SignalAndWait(Cancelled); return HealthCheckResult.Healthy(); }));

        (await service.AskAsync()).StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task A_check_runs_mute_in_a_scope_of_its_own_and_beneath_nobodys_trace()
    {
        var ambient = new AsyncLocal<string> { Value = "the first who asked" };
        List<object?> seen = [];
        Resource? resource = null;
        await using var service = await HealthService.StartAsync(checks =>
        {
            checks.Services.AddScoped<Resource>();
            checks.Add(new HealthCheckRegistration("one", provider =>
            {
                resource = provider.GetRequiredService<Resource>();
                seen.AddRange(TakumiTelemetry.IsMuted, ambient.Value, Activity.Current!.Recorded, Activity.Current.ParentId);
                return new Passing();
            }, failureStatus: null, tags: null));
        });
        using var request = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();

        await service.AskAsync();

        seen.ShouldBe([true, null, false, null]);
        resource!.IsDisposed.ShouldBeTrue();
        Activity.Current.ShouldBe(request);
    }

    [Fact]
    public async Task A_change_of_state_is_told_once_and_a_repeated_state_not_at_all()
    {
        var result = HealthCheckResult.Healthy();
        await using var service = await HealthService.StartAsync(checks => checks.AddCheck("database", () => result));

        foreach (var next in new[]
        {
            HealthCheckResult.Healthy(), HealthCheckResult.Unhealthy("gone"), HealthCheckResult.Unhealthy("still gone"),
            HealthCheckResult.Degraded(null, new TimeoutException("slow")), HealthCheckResult.Degraded(), HealthCheckResult.Healthy(), HealthCheckResult.Healthy(),
        })
        {
            result = next;
            await service.AskAsync();
            service.Time.Advance(TimeSpan.FromSeconds(1));
        }

        service.Told.ShouldBe(["Error: Health check database is unhealthy: gone", "Warning: Health check database is degraded: slow", "Information: Health check database is healthy again."]);
    }

    [Fact]
    public async Task At_the_end_of_the_host_a_running_check_is_cancelled_and_that_is_no_change_of_its_state()
    {
        var begun = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = await HealthService.StartAsync(checks => checks.AddAsyncCheck("database", async token =>
        {
            begun.SetResult(token);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return HealthCheckResult.Healthy();
        }));
        var asked = service.AskAsync();
        var token = await begun.Task;
        await service.Host.StopAsync(Cancelled);
        token.IsCancellationRequested.ShouldBeFalse();

        await service.DisposeAsync();

        token.IsCancellationRequested.ShouldBeTrue();
        (await asked).StatusCode.ShouldBe(503);
        (await service.AskAsync(HealthProbe.Liveness)).StatusCode.ShouldBe(200);
        service.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_that_begins_after_the_end_is_a_failure_and_nothing_worse()
    {
        var service = await HealthService.StartAsync(checks => checks.AddCheck("database", () => HealthCheckResult.Healthy(), ["live"]));
        await service.DisposeAsync();

        (await service.AskAsync(HealthProbe.Liveness)).StatusCode.ShouldBe(503);
        service.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_asks_may_have_stopped_the_flow_of_its_context()
    {
        await using var service = await HealthService.StartAsync(checks => checks.AddCheck("database", () => HealthCheckResult.Healthy()));
        Task<HealthResponse> asked;
        using (ExecutionContext.SuppressFlow())
            asked = service.AskAsync();

        (await asked).StatusCode.ShouldBe(200);
    }

    /// <summary>Does something while a change of a check's state is told.</summary>
    private sealed class Resource : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Passing : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(HealthCheckResult.Healthy());
    }
}
