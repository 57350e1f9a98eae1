using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Health;

/// <summary>A worker without ASP.NET Core answers its orchestrator as well.</summary>
public sealed class ListenerProbeTests
{
    [Fact]
    public async Task The_loopback_listener_answers_liveness_and_readiness()
    {
        using var host = await StartAsync(_ => { });
        using var client = new HttpClient { BaseAddress = Address(host) };

        using var alive = await client.GetAsync("/health", TestContext.Current.CancellationToken);
        using var ready = await client.GetAsync("/ready", TestContext.Current.CancellationToken);

        alive.StatusCode.ShouldBe(HttpStatusCode.OK);
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ready.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        ready.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(
            """{"status":"unhealthy","timestamp":"2026-01-01T00:00:00.000Z","version":"1.4.0","checks":{"database":{"status":"unhealthy","latency_ms":0}}}""");
    }

    [Fact]
    public async Task A_path_of_null_is_not_found()
    {
        using var host = await StartAsync(options => options.ReadyPath = null);
        using var client = new HttpClient { BaseAddress = Address(host) };

        (await client.GetAsync("/ready", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Uri Address(IHost host) => new($"http://{host.Services.GetRequiredService<ScrapeListener>().EndPoint}");

    private static async Task<IHost> StartAsync(Action<PrometheusListenerOptions> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        builder.Services.AddTakumiObservability(options => options.ServiceVersion = "1.4.0").AddPrometheusListener(options =>
        {
            options.Port = 0;
            configure(options);
        });
        builder.Services.AddHealthChecks().AddCheck("database", () => HealthCheckResult.Unhealthy());
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
