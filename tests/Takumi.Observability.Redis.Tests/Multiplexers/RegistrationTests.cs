using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Redis.Tests.Fakes;

namespace Takumi.Observability.Redis.Tests.Multiplexers;

/// <summary>Which multiplexers are observed, and when.</summary>
public sealed class RegistrationTests
{
    private readonly FakeMultiplexer _redis = FakeMultiplexer.Create();
    private int _created;

    [Fact]
    public async Task One_registered_before_is_observed_when_the_application_gets_it_and_not_created_sooner()
    {
        await using var host = await RedisHost.StartAsync(before: services => services.AddSingleton(_ => Create()));
        _created.ShouldBe(0);

        host.Get<IConnectionMultiplexer>().ShouldBe(_redis.Multiplexer);
        (_created, _redis.Profiler is not null).ShouldBe((1, true));
    }

    [Fact]
    public async Task One_registered_after_is_observed_from_the_start_on()
    {
        await using var host = await RedisHost.StartAsync(after: services => services.AddSingleton(_ => Create()));

        (_created, _redis.Profiler is not null).ShouldBe((1, true));
    }

    [Fact]
    public async Task Keyed_ones_are_observed_like_others()
    {
        var late = FakeMultiplexer.Create();
        await using var host = await RedisHost.StartAsync(
            before: services => services.AddKeyedSingleton("sessions", (_, key) => key is "sessions" ? Create() : null!),
            after: services => services.AddKeyedSingleton("cache", (_, _) => late.Multiplexer));
        host.Services.GetRequiredKeyedService<IConnectionMultiplexer>("sessions");

        (_redis.Profiler is not null, late.Profiler is not null).ShouldBe((true, true));
    }

    [Fact]
    public async Task An_instance_is_observed_and_stays_its_owners()
    {
        await using (var host = await RedisHost.StartAsync(before: services => services.AddSingleton(_redis.Multiplexer)))
            _redis.Profiler.ShouldNotBeNull();

        _redis.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public async Task One_made_by_hand_is_observed_by_its_own_line()
    {
        await using var host = await RedisHost.StartAsync();
        _redis.Multiplexer.UseTakumiObservability(host.Services).ShouldBe(_redis.Multiplexer);

        _redis.Profiler.ShouldNotBeNull();
    }

    [Fact]
    public void Without_AddRedis_that_line_says_what_is_missing()
    {
        using var services = new ServiceCollection().BuildServiceProvider();

        Should.Throw<InvalidOperationException>(() => _redis.Multiplexer.UseTakumiObservability(services)).Message
            .ShouldBe("UseTakumiObservability needs AddRedis(): builder.Services.AddTakumiObservability().AddRedis().");
    }

    [Fact]
    public async Task A_factory_that_throws_does_not_stop_the_start_and_is_told()
    {
        await using var host = await RedisHost.StartAsync(after: services => services.AddSingleton<IConnectionMultiplexer>(_ => throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "away")));

        var told = host.Logs.Logs.Where(log => log.Level == LogLevel.Warning && log.Exception is RedisConnectionException).ShouldHaveSingleItem();
        told.Message.ShouldStartWith("A Redis multiplexer could not be created at the start.");
    }

    [Fact]
    public async Task Observed_twice_is_observed_once_and_given_back_at_the_end()
    {
        ProfilingSession? asked = null;
        var session = new ProfilingSession();
        Func<ProfilingSession?> own = () => session;
        await using (var host = await RedisHost.StartAsync(before: services => services.AddSingleton(_redis.Multiplexer)))
        {
            var profiler = _redis.Profiler;
            _redis.Multiplexer.UseTakumiObservability(host.Services);
            _redis.Profiler.ShouldBeSameAs(profiler);
            _redis.Multiplexer.UseTakumiObservability(host.Services, own);
            asked = _redis.Profiler!();
        }

        asked.ShouldBeSameAs(session);
        _redis.Profiler.ShouldBeSameAs(own);
        (_redis.IsHeard("ConnectionFailed"), _redis.IsHeard("ErrorMessage"), _redis.IsHeard("InternalError")).ShouldBe((false, false, false));
    }

    private IConnectionMultiplexer Create()
    {
        _created++;
        return _redis.Multiplexer;
    }
}
