using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Redis.Tests.Fakes;

namespace Takumi.Observability.Redis.Tests.Multiplexers;

/// <summary>The application's own profiler goes on working beside ours.</summary>
public sealed class ProfilerTests
{
    private readonly FakeMultiplexer _redis = FakeMultiplexer.Create();
    private readonly ProfilingSession _own = new();

    [Fact]
    public async Task What_it_takes_is_its_own_and_the_rest_is_ours()
    {
        var isProfiling = true;
        await using var host = await StartAsync(() => isProfiling ? _own : null);
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("load");
        host.Execute(_redis, "GET");
        isProfiling = false;
        host.Execute(_redis, "SET");
        host.Get<TracerProvider>().ForceFlush();

        host.Of(step.Activity!.TraceId).ShouldBe(["SET"]);
        host.Profiler.Take(_own).Select(command => command.Command).ShouldBe(["GET"]);
    }

    [Fact]
    public async Task It_is_asked_where_we_are_mute()
    {
        await using var host = await StartAsync(() => _own);
        using var mute = TakumiTelemetry.Mute();

        _redis.Profiler!().ShouldBeSameAs(_own);
    }

    [Fact]
    public async Task What_it_has_taken_can_be_handed_on()
    {
        await using var host = await StartAsync(() => _own);
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("load");
        host.Execute(_redis, "GET");
        host.Execute(_redis, "SET");
        var commands = host.Profiler.Take(_own).ToList();
        commands.RecordTelemetry();
        using (TakumiTelemetry.Mute())
            commands.RecordTelemetry();

        host.Of(step.Activity!.TraceId).ShouldBe(["GET", "SET"]);
        host.Exported.Where(span => span.TraceId == step.Activity.TraceId).ShouldAllBe(span => span.ParentSpanId == step.Activity.SpanId);
    }

    private Task<RedisHost> StartAsync(Func<ProfilingSession?> profiler) =>
        RedisHost.StartAsync(before: services => services.AddSingleton<IConnectionMultiplexer>(_redis.Multiplexer), configure: redis => redis.Profiler = profiler);
}
