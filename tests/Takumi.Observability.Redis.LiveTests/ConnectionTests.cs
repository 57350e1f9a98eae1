using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
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

        var check = await host.CheckAsync();
        measurements.Observe();
        host.Flush();

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

    [Theory]
    [InlineData("+get", "authentication")]
    [InlineData("+get +set +llen", "server")]
    public async Task An_error_is_counted_by_what_it_says(string allowed, string type)
    {
        await using var server = await RedisServer.StartAsync(Cancellation);
        (await server.SendAsync($"ACL SETUSER app on >secret ~* +@connection +info +config +echo {allowed}", Cancellation)).ShouldBe("+OK");
        var configuration = LiveHost.Configuration(server);
        (configuration.User, configuration.Password) = ("app", "secret");
        await using var host = await LiveHost.StartAsync(services => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(configuration)));
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await Should.ThrowAsync<RedisServerException>(async () =>
        {
            await host.Database.StringSetAsync("a", "text");
            await host.Database.ListLengthAsync("a");
        });

        await Poll.UntilAsync(() => measurements.Of("redis.errors").Count > 0, () => "the server's error", Cancellation);
        measurements.Of("redis.errors").ShouldHaveSingleItem().Tags["type"].ShouldBe(type);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_counted_and_shown_until_it_is_back()
    {
        await using var server = await RedisServer.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await host.Database.PingAsync();
        await server.KillAsync();

        await Poll.UntilAsync(() => measurements.Of("redis.errors", ("type", "connection")).Count > 0, () => "the connection's failure", Cancellation);
        await Poll.UntilAsync(() => !host.Multiplexer.IsConnected, () => "the multiplexer to notice", Cancellation);
        measurements.Observe();
        (await host.CheckAsync()).Status.ShouldBe(HealthStatus.Unhealthy);

        await server.RestartAsync(Cancellation);
        await Poll.UntilAsync(() => host.Multiplexer.IsConnected, () => "the multiplexer to connect again", Cancellation);
        measurements.Observe();
        measurements.Of("redis.connected").Select(measurement => measurement.Value).ShouldBe([0, 1]);
        (await host.CheckAsync()).Status.ShouldBe(HealthStatus.Healthy);
        host.Names(await LiveHost.TraceAsync(() => host.Database.StringGetAsync("a"))).ShouldBe(["GET", "step"]);
    }

    [Fact]
    public async Task A_replica_that_is_gone_degrades_and_a_primary_is_a_failure()
    {
        await using var primary = await RedisServer.StartAsync(Cancellation);
        await using var replica = await RedisServer.StartAsync(["--replicaof", "127.0.0.1", $"{primary.Port}"], Cancellation);
        var configuration = LiveHost.Configuration(primary);
        configuration.EndPoints.Add("127.0.0.1", replica.Port);
        await using var host = await LiveHost.StartAsync(services => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(configuration)));
        var trace = await LiveHost.TraceAsync(() => host.Database.StringGetAsync("a", CommandFlags.DemandReplica));
        host.Ports(trace).ShouldBe([("GET", replica.Port), ("step", null)]);
        (await host.CheckAsync()).Status.ShouldBe(HealthStatus.Healthy);

        await replica.KillAsync();
        var check = await host.CheckAsync();
        (check.Status, check.Description).ShouldBe((HealthStatus.Degraded, "1 of 2 Redis servers answered."));
        check.Data[$"127.0.0.1:{replica.Port}"].ShouldBe("no answer (RedisConnectionException)");

        await primary.KillAsync();
        (await host.CheckAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task The_clients_own_traffic_leaves_nothing()
    {
        await using var server = await RedisServer.StartAsync(Cancellation);
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        using var spans = new ActivityRecorder("Takumi.Observability.Redis");
        var configuration = LiveHost.Configuration(server);
        (configuration.KeepAlive, configuration.ConfigCheckSeconds) = (1, 1);
        await using var host = await LiveHost.StartAsync(services => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(configuration)));
        var operations = host.Multiplexer.OperationCount;
        await Poll.UntilAsync(() => host.Multiplexer.OperationCount >= operations + 4, () => "the client to look after its connection", Cancellation);
        host.Flush();

        measurements.Of("redis.command.duration").ShouldBeEmpty();
        spans.Stopped.ShouldBeEmpty();
    }
}
