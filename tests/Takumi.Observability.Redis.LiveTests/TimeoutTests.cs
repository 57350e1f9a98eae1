using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Redis.LiveTests;

/// <summary>Commands whose callers hear no answer in time. Alone: neither the errors nor the losses have a label that would be this test's own.</summary>
[Collection(AloneCollection.Name)]
public sealed class TimeoutTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_asynchronous_one_ends_with_its_timeout_a_synchronous_one_with_its_answer()
    {
        await using var server = await RedisServer.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(server);
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await host.Database.PingAsync();
        (await server.SendAsync("CLIENT PAUSE 600000 WRITE", Cancellation)).ShouldBe("+OK");
        var waiting = await LiveHost.TraceAsync(() => Should.ThrowAsync<RedisTimeoutException>(() => host.Database.StringSetAsync("a", 1)));
        host.Names(waiting).ShouldBe(["SET", "step"]);
        var blocked = await LiveHost.TraceAsync(() => Task.FromResult(Should.Throw<RedisTimeoutException>(() => host.Database.StringSet("a", 1))));
        host.Names(blocked).ShouldBe(["step"]);

        // The caller is long gone when the answer comes: still its child.
        (await server.SendAsync("CLIENT UNPAUSE", Cancellation)).ShouldBe("+OK");
        await Poll.UntilAsync(() => host.Names(blocked).Count == 2, () => "the span of the late answer", Cancellation);
        host.Names(blocked).ShouldBe(["step", "SET"]);
        measurements.Of("redis.errors").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_client_drops_without_an_end_is_counted()
    {
        var time = new ManualTimeProvider();
        await using var server = await RedisServer.StartAsync(Cancellation);
        await using var host = await LiveHost.StartAsync(services => services
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(LiveHost.Configuration(server))));
        using var measurements = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await host.Database.PingAsync();
        await server.KillAsync();
        await Poll.UntilAsync(() => !host.Multiplexer.IsConnected, () => "the multiplexer to notice", Cancellation);
        var trace = await LiveHost.TraceAsync(() => Task.FromResult(Should.Throw<RedisException>(() => host.Database.StringGet("a"))));

        // A minute of patience, after the ten seconds that a session is handed out.
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromSeconds(75); elapsed += TimeSpan.FromSeconds(1))
            time.Advance(TimeSpan.FromSeconds(1));
        host.Names(trace).ShouldBe(["step"]);
        measurements.Of("telemetry.lost", ("reason", "queue_full")).Select(loss => (loss.Tags["signal"], loss.Value)).ShouldBe([("traces", 1), ("metrics", 1)], ignoreOrder: true);
    }
}
