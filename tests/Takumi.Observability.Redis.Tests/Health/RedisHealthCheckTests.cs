using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Takumi.Observability.Redis.Tests.Fakes;

namespace Takumi.Observability.Redis.Tests.Health;

/// <summary>The readiness check <c>redis</c>.</summary>
public sealed class RedisHealthCheckTests
{
    private readonly FakeMultiplexer _redis = FakeMultiplexer.Create();

    [Fact]
    public async Task It_is_registered_for_readiness_with_its_own_timeout()
    {
        await using var host = await RedisHost.StartAsync(configure: redis => redis.ReadinessTimeout = TimeSpan.FromSeconds(7));

        var check = host.Get<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Where(check => check.Name == "redis").ShouldHaveSingleItem();
        (check.Timeout, check.FailureStatus).ShouldBe((TimeSpan.FromSeconds(7), HealthStatus.Unhealthy));
        check.Tags.ShouldBe(["ready"]);
    }

    [Fact]
    public async Task A_check_of_that_name_of_the_applications_own_stays_alone()
    {
        await using var host = await RedisHost.StartAsync(after: services => services.AddHealthChecks().AddCheck("Redis", () => HealthCheckResult.Healthy("mine")));

        (await host.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["Redis"].Description.ShouldBe("mine");
    }

    [Fact]
    public async Task All_answer()
    {
        var result = await CheckAsync(FakeServer.Answering("a"), FakeServer.Answering("b", isReplica: true));

        (result.Status, result.Description).ShouldBe((HealthStatus.Healthy, "2 of 2 Redis servers answered."));
        result.Data.ShouldBe(new Dictionary<string, object> { ["a:6379"] = "1.5 ms", ["b:6379"] = "1.5 ms" }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_replica_is_away()
    {
        var result = await CheckAsync(FakeServer.Answering("a"), FakeServer.Silent("b", isReplica: true));

        (result.Status, result.Description).ShouldBe((HealthStatus.Degraded, "1 of 2 Redis servers answered."));
        result.Data["b:6379"].ShouldBe("no answer (RedisConnectionException)");
    }

    [Fact]
    public async Task The_primary_is_away() =>
        (await CheckAsync(FakeServer.Silent("a"), FakeServer.Answering("b", isReplica: true))).Status.ShouldBe(HealthStatus.Unhealthy);

    [Fact]
    public async Task One_of_two_multiplexers_is_away()
    {
        var second = FakeMultiplexer.Create();
        (_redis.Servers, second.Servers) = ([FakeServer.Answering("a")], [FakeServer.Silent("b")]);
        await using var host = await RedisHost.StartAsync(before: services => services.AddSingleton(_redis.Multiplexer).AddKeyedSingleton("b", second.Multiplexer));

        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_after_the_timeout()
    {
        _redis.Servers = [FakeServer.Create("a", () => new TaskCompletionSource<TimeSpan>().Task)];
        await using var host = await StartAsync(redis => redis.ReadinessTimeout = TimeSpan.FromMilliseconds(50));

        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Behind_a_proxy_without_PING_the_connection_is_what_counts()
    {
        Func<Task<TimeSpan>> refused = () => throw new RedisCommandException("This operation has been disabled in the command-map");

        (await CheckAsync(FakeServer.Create("a", refused))).Status.ShouldBe(HealthStatus.Healthy);
        (await CheckAsync(FakeServer.Create("a", refused, isConnected: false))).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task A_ping_is_mute()
    {
        bool? isMuted = null;
        _redis.Servers = [FakeServer.Create("a", () =>
        {
            isMuted = TakumiTelemetry.IsMuted && _redis.Profiler!() is null;
            return Task.FromResult(TimeSpan.Zero);
        })];
        await using var host = await StartAsync();
        await CheckAsync(host);

        (isMuted, TakumiTelemetry.IsMuted).ShouldBe((true, false));
    }

    [Fact]
    public async Task Nothing_to_ask_is_no_good_news()
    {
        await using var host = await RedisHost.StartAsync();

        var result = await CheckAsync(host);
        (result.Status, result.Description).ShouldBe((HealthStatus.Degraded, "No Redis multiplexer is known: register IConnectionMultiplexer, or call UseTakumiObservability on one made by hand."));
    }

    [Fact]
    public async Task What_could_not_be_created_at_the_start_is_tried_again_and_then_observed()
    {
        var isAway = true;
        _redis.Servers = [FakeServer.Answering("a")];
        await using var host = await RedisHost.StartAsync(after: services => services.AddSingleton(_ =>
            isAway ? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "away") : _redis.Multiplexer));

        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Unhealthy);
        isAway = false;
        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Healthy);
        _redis.Profiler.ShouldNotBeNull();
    }

    private static async Task<HealthReportEntry> CheckAsync(RedisHost host) =>
        (await host.Get<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"), TestContext.Current.CancellationToken)).Entries["redis"];

    private Task<RedisHost> StartAsync(Action<RedisObservabilityOptions>? configure = null) =>
        RedisHost.StartAsync(before: services => services.AddSingleton(_redis.Multiplexer), configure: configure);

    private async Task<HealthReportEntry> CheckAsync(params IServer[] servers)
    {
        _redis.Servers = servers;
        await using var host = await StartAsync();
        return await CheckAsync(host);
    }
}
