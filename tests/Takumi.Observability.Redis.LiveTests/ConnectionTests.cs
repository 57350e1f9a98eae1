using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Trace;
using StackExchange.Redis;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>A real server that is there, says no, and goes away. Alone: neither the gauge nor the errors have a label that would be this test's own.</summary>
[Collection(AloneCollection.Name)]
public sealed class ConnectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_answers_is_ready_and_its_ping_leaves_nothing()
    {
        await using var server = await RedisServer.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        using var spans = new ActivityRecorder("Takumi.Observability.Redis");

        var check = await CheckAsync(host);
        measurements.Observe();
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();

        (check.Status, check.Description).ShouldBe((HealthStatus.Healthy, "1 of 1 Redis servers answered."));
        check.Data.Keys.ShouldBe([$"127.0.0.1:{server.Port}"]);
        measurements.Of("redis.connected").ShouldHaveSingleItem().Value.ShouldBe(1);
        measurements.Of("redis.command.duration").ShouldBeEmpty();
        spans.Stopped.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_servers_error_is_counted()
    {
        await using var server = await RedisServer.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await host.Database.StringSetAsync("a", "text");
        await Should.ThrowAsync<RedisServerException>(() => host.Database.ListLengthAsync("a"));

        await Poll.UntilAsync(() => measurements.Of("redis.errors", ("type", "server")).Count == 1, () => "the server's error", Cancellation);
    }

    [Fact]
    public async Task A_server_that_is_killed_is_counted_shown_and_not_ready()
    {
        await using var server = await RedisServer.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await host.Database.PingAsync();
        await server.Process.KillAsync();

        await Poll.UntilAsync(() => measurements.Of("redis.errors", ("type", "connection")).Count > 0, () => "the connection's failure", Cancellation);
        await Poll.UntilAsync(() => !host.Multiplexer.IsConnected, () => "the multiplexer to notice", Cancellation);
        measurements.Observe();
        measurements.Of("redis.connected").ShouldHaveSingleItem().Value.ShouldBe(0);
        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private static async Task<HealthReportEntry> CheckAsync(LiveHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Entries["redis"];
}
