using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Takumi.Observability.AspNetCore.Tests.Fixtures;
using Takumi.Observability.Health;
using Takumi.Observability.Testing;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Liveness_runs_no_check()
    {
        var (status, json) = await AskAsync("/health", checks => checks.AddCheck("database", () => throw new InvalidOperationException("never asked")));

        status.ShouldBe(HttpStatusCode.OK);
        json.ToJsonString().ShouldBe("""{"status":"healthy","timestamp":"2026-01-01T00:00:00.000Z","version":"1.2.3","checks":{}}""");
    }

    [Fact]
    public async Task A_service_without_checks_is_ready()
    {
        var (status, json) = await AskAsync("/ready", checks: null);

        status.ShouldBe(HttpStatusCode.OK);
        json.ToJsonString().ShouldBe("""{"status":"healthy","timestamp":"2026-01-01T00:00:00.000Z","version":"1.2.3","checks":{}}""");
    }

    [Fact]
    public async Task Readiness_tells_status_and_latency_of_each_check_and_none_of_its_secrets()
    {
        var (status, json) = await AskAsync("/ready", checks => checks
            .AddCheck("database", () => HealthCheckResult.Unhealthy("Password=hunter2", new InvalidOperationException("Password=hunter2")))
            .AddCheck("redis", () => HealthCheckResult.Healthy()));

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        json["status"]!.GetValue<string>().ShouldBe("unhealthy");
        var checks = json["checks"]!.AsObject();
        checks.Select(check => check.Key).ShouldBe(["database", "redis"]);
        checks["database"]!.AsObject().Select(member => member.Key).ShouldBe(["status", "latency_ms"]);
        checks["database"]!["status"]!.GetValue<string>().ShouldBe("unhealthy");
        checks["redis"]!["status"]!.GetValue<string>().ShouldBe("healthy");
        checks["redis"]!["latency_ms"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(0);
        json.ToJsonString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Liveness_asks_the_checks_that_are_tagged_live()
    {
        var (status, json) = await AskAsync("/health", checks => checks.AddCheck("deadlock", () => HealthCheckResult.Unhealthy(), ["live"]));

        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        json.ToJsonString().ShouldBe("""{"status":"unhealthy","timestamp":"2026-01-01T00:00:00.000Z","version":"1.2.3","checks":{"deadlock":{"status":"unhealthy","latency_ms":0}}}""");
    }

    [Fact]
    public async Task A_flood_of_probes_with_the_database_down_keeps_one_connection()
    {
        using var database = new TcpListener(IPAddress.Loopback, 0);
        database.Start();
        var accepted = AcceptAllAsync(database);
        var time = new ManualTimeProvider();
        await using var service = await WebService.StartAsync(app => app.MapTakumiObservability(), (builder, _) =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.AddHealthChecks().AddCheck("database", new SilentDatabaseCheck((IPEndPoint)database.LocalEndpoint), timeout: TimeSpan.FromSeconds(2));
        });

        var handler = service.Services.GetRequiredService<HealthHandler>();
        for (var second = 1; second <= 3; second++)
        {
            // When the answers of the round before are there, its run may have a step to go: until then they stand.
            await Poll.UntilAsync(() => !handler.AnswerAsync(HealthProbe.Readiness, TestContext.Current.CancellationToken).IsCompleted, () => "a new run", TestContext.Current.CancellationToken);
            var probes = Enumerable.Range(0, 1000).Select(_ => service.Client.GetAsync("/ready", TestContext.Current.CancellationToken)).ToList();
            await Poll.UntilAsync(() => accepted.Count == second, () => $"connection {second}, and there are {accepted.Count}", TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(2));
            foreach (var probe in probes)
            {
                using var answer = await probe;
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            }

            accepted.Count.ShouldBe(second);
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_degraded_service_stays_in_traffic()
    {
        var (status, json) = await AskAsync("/ready", checks => checks.AddCheck("rpc", () => HealthCheckResult.Degraded()));

        status.ShouldBe(HttpStatusCode.OK);
        json["status"]!.GetValue<string>().ShouldBe("degraded");
    }

    [Fact]
    public async Task A_path_that_can_t_be_used_is_named_with_what_is_allowed()
    {
        var error = await Should.ThrowAsync<ArgumentException>(() => WebService.StartAsync(app => app.MapTakumiObservability(options =>
        {
            options.MetricsPath = "metrics";
            options.ReadyPath = "/ready/{id}";
        })));

        error.Message.ShouldContain("MetricsPath is 'metrics'; allowed: a path that starts with '/', without parameters or query, or null for no endpoint.");
        error.Message.ShouldContain("ReadyPath is '/ready/{id}';");
    }

    [Fact]
    public async Task A_path_of_null_leaves_the_endpoint_out()
    {
        await using var service = await WebService.StartAsync(app => app.MapTakumiObservability(options => options.HealthPath = null));

        (await service.SendAsync(HttpMethod.Get, "/health")).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await service.SendAsync(HttpMethod.Head, "/ready")).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.SendAsync(HttpMethod.Post, "/ready")).Response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    private static ConcurrentQueue<Socket> AcceptAllAsync(TcpListener listener)
    {
        var accepted = new ConcurrentQueue<Socket>();
        _ = Task.Run(async () =>
        {
            while (true)
                accepted.Enqueue(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
        });
        return accepted;
    }

    /// <summary>Connects, asks, and never has an answer.</summary>
    private sealed class SilentDatabaseCheck(IPEndPoint database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            using var socket = new Socket(database.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(database, cancellationToken);
            await socket.ReceiveAsync(new byte[1], cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    private static async Task<(HttpStatusCode Status, JsonNode Json)> AskAsync(string path, Action<IHealthChecksBuilder>? checks)
    {
        await using var service = await WebService.StartAsync(app => app.MapTakumiObservability(), (builder, _) =>
        {
            builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider());
            builder.Services.Configure<ObservabilityOptions>(options => options.ServiceVersion = "1.2.3");
            if (checks is not null)
                checks(builder.Services.AddHealthChecks());
        });
        var (response, _) = await service.SendAsync(HttpMethod.Get, path);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
