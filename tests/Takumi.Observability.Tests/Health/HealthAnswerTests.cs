using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Health;

namespace Takumi.Observability.Tests.Health;

/// <summary>What a probe is told, to the letter.</summary>
public sealed class HealthAnswerTests
{
    [Fact]
    public async Task Without_a_check_a_running_service_is_healthy()
    {
        await using var service = await HealthService.StartAsync(_ => { });

        (await service.JsonAsync()).ShouldBe("""{"status":"healthy","timestamp":"2026-01-01T00:00:00.000Z","version":"1.4.0","checks":{}}""");
        (await service.AskAsync()).StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task Each_check_is_told_by_name_with_status_and_latency_and_nothing_else()
    {
        HealthService service = null!;
        await using var disposing = service = await HealthService.StartAsync(checks => checks
            .AddCheck("database", () =>
            {
                service.Time.Advance(TimeSpan.FromMilliseconds(5.25));
                return HealthCheckResult.Unhealthy("Password=hunter2", new InvalidOperationException("Password=hunter2"));
            }));

        (await service.JsonAsync()).ShouldBe(
            """{"status":"unhealthy","timestamp":"2026-01-01T00:00:00.005Z","version":"1.4.0","checks":{"database":{"status":"unhealthy","latency_ms":5.25}}}""");
        (await service.AskAsync()).StatusCode.ShouldBe(503);
    }

    [Fact]
    public async Task A_degraded_service_stays_in_traffic()
    {
        await using var service = await HealthService.StartAsync(checks => checks
            .AddCheck("rpc", () => HealthCheckResult.Degraded())
            .Add(new HealthCheckRegistration("cache", _ => throw new InvalidOperationException(), HealthStatus.Degraded, tags: null))
            .AddCheck("database", () => HealthCheckResult.Healthy()));

        (await service.JsonAsync()).ShouldBe(
            """{"status":"degraded","timestamp":"2026-01-01T00:00:00.000Z","version":"1.4.0","checks":{"rpc":{"status":"degraded","latency_ms":0},"cache":{"status":"degraded","latency_ms":0},"database":{"status":"healthy","latency_ms":0}}}""");
        (await service.AskAsync()).StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task Details_are_shown_only_when_asked_for_and_redacted()
    {
        await using var service = await HealthService.StartAsync(
            checks => checks
                .AddCheck("database", () => HealthCheckResult.Unhealthy("Host=db;Password=hunter2", new TimeoutException("hunter2")))
                .AddCheck("rpc", () => throw new FormatException("hunter2")),
            options => options.ShowDetails = true);

        (await service.JsonAsync()).ShouldBe(
            """{"status":"unhealthy","timestamp":"2026-01-01T00:00:00.000Z","version":"1.4.0","checks":{"database":{"status":"unhealthy","latency_ms":0,"description":"Host=db;Password=[redacted]","exception":"System.TimeoutException"},"rpc":{"status":"unhealthy","latency_ms":0,"exception":"System.FormatException"}}}""");
    }

    [Theory]
    [InlineData("", false, true)]
    [InlineData("db", false, true)]
    [InlineData("ready", false, true)]
    [InlineData("live", true, false)]
    [InlineData("live,ready", true, true)]
    public async Task A_check_belongs_to_readiness_unless_it_is_tagged_live(string tags, bool live, bool ready)
    {
        await using var service = await HealthService.StartAsync(checks => checks.AddCheck("one", () => HealthCheckResult.Unhealthy(), tags.Split(',', StringSplitOptions.RemoveEmptyEntries)));

        (await service.AskAsync(HealthProbe.Liveness)).StatusCode.ShouldBe(live ? 503 : 200);
        (await service.AskAsync(HealthProbe.Readiness)).StatusCode.ShouldBe(ready ? 503 : 200);
    }

    [Fact]
    public async Task Before_the_start_and_while_stopping_a_service_lives_and_is_not_ready()
    {
        var check = new HeldCheck();
        await using var service = HealthService.Build(checks => checks.AddCheck("database", check));

        (await service.JsonAsync()).ShouldBe("""{"status":"unhealthy","timestamp":"2026-01-01T00:00:00.000Z","version":"1.4.0","checks":{"host":{"status":"unhealthy","latency_ms":0}}}""");
        (await service.AskAsync()).StatusCode.ShouldBe(503);
        (await service.AskAsync(HealthProbe.Liveness)).StatusCode.ShouldBe(200);

        await service.Host.StartAsync(TestContext.Current.CancellationToken);
        check.Release();
        (await service.AskAsync()).StatusCode.ShouldBe(200);

        service.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        (await service.AskAsync()).StatusCode.ShouldBe(503);
        (await service.AskAsync(HealthProbe.Liveness)).StatusCode.ShouldBe(200);
    }

    [Fact]
    public async Task Two_checks_of_one_name_stop_the_start()
    {
        // The framework's own service says so.
        var thrown = await Should.ThrowAsync<ArgumentException>(() => HealthService.StartAsync(checks => checks
            .AddCheck("database", () => HealthCheckResult.Healthy())
            .AddCheck("Database", () => HealthCheckResult.Healthy())));

        thrown.Message.ShouldContain("database");
    }
}
