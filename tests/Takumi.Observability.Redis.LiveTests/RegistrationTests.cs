using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>Whichever way a multiplexer is made, its commands are seen, and each shows its own server.</summary>
public sealed class RegistrationTests(SharedServer<RedisServer> shared) : IClassFixture<SharedServer<RedisServer>>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keyed_multiplexers_are_observed_each_with_its_server()
    {
        var sessions = await shared.GetAsync(Cancellation);
        await using var carts = await RedisServer.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(services => services
            .AddKeyedSingleton<IConnectionMultiplexer>("sessions", (_, _) => ConnectionMultiplexer.Connect(LiveHost.Configuration(sessions)))
            .AddKeyedSingleton<IConnectionMultiplexer>("carts", (_, _) => ConnectionMultiplexer.Connect(LiveHost.Configuration(carts))));
        var trace = await LiveHost.TraceAsync(async () =>
        {
            await host.Services.GetRequiredKeyedService<IConnectionMultiplexer>("sessions").GetDatabase().StringGetAsync("a");
            await host.Services.GetRequiredKeyedService<IConnectionMultiplexer>("carts").GetDatabase().StringSetAsync("a", 1);
        });

        host.Ports(trace).ShouldBe([("GET", sessions.Port), ("SET", carts.Port), ("step", null)]);
        (await host.CheckAsync()).Description.ShouldBe("2 of 2 Redis servers answered.");
    }

    [Fact]
    public async Task One_made_by_hand_is_observed_by_its_own_line()
    {
        var server = await shared.GetAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        await using var redis = (await ConnectionMultiplexer.ConnectAsync(LiveHost.Configuration(server))).UseTakumiObservability(host.Services);

        host.Names(await LiveHost.TraceAsync(() => redis.GetDatabase().StringGetAsync("a"))).ShouldBe(["GET", "step"]);
    }

    [Fact]
    public async Task A_profiler_of_its_own_is_asked_first_and_what_it_leaves_is_ours()
    {
        var server = await shared.GetAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        var own = new ProfilingSession();
        var isAsked = true;
        await using var redis = (await ConnectionMultiplexer.ConnectAsync(LiveHost.Configuration(server))).UseTakumiObservability(host.Services, () => isAsked ? own : null);
        var trace = await LiveHost.TraceAsync(async () =>
        {
            await redis.GetDatabase().StringGetAsync("a");
            isAsked = false;
            await redis.GetDatabase().StringSetAsync("a", 1);
        });

        own.FinishProfiling().Select(command => command.Command).ShouldBe(["GET"]);
        host.Names(trace).ShouldBe(["SET", "step"]);
    }

    [Fact]
    public async Task A_socket_has_a_path_and_no_port()
    {
        var path = Path.Combine(Path.GetTempPath(), $"redis-{Guid.NewGuid():N}");
        await using var server = await RedisServer.StartAsync(["--unixsocket", path], Cancellation);
        var configuration = new ConfigurationOptions { EndPoints = { new System.Net.Sockets.UnixDomainSocketEndPoint(path) } };
        await using var host = await LiveHost.StartAsync(services => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(configuration)));
        var trace = await LiveHost.TraceAsync(() => host.Database.StringGetAsync("a"));

        var span = host.Of(trace)[0];
        span.TagObjects.ShouldBe(
            [new("db.system.name", "redis"), new("db.operation.name", "GET"), new("db.namespace", "0"), new("server.address", path)], ignoreOrder: true);
        (await host.CheckAsync()).Data.Keys.ShouldBe([path]);
    }
}
