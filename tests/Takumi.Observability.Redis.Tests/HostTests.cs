using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using StackExchange.Redis;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Redis.Tests;

/// <summary>The whole way through a real host: from a command to an exporter.</summary>
public sealed class HostTests
{
    private readonly FakeMultiplexer _redis = FakeMultiplexer.Create();

    [Fact]
    public async Task Commands_are_exported_before_the_span_that_made_them()
    {
        await using var host = await StartAsync();
        Activity.Current = null;
        ActivityTraceId trace;
        using (var step = TakumiTelemetry.StartOperation("load"))
        {
            trace = step.Activity!.TraceId;
            host.Execute(_redis, "GET").ShouldBeTrue();
            host.Execute(_redis, "SET").ShouldBeTrue();
        }

        host.Of(trace).ShouldBe(["GET", "SET", "load"]);
    }

    [Fact]
    public async Task Commands_of_a_span_that_goes_on_are_exported_meanwhile()
    {
        await using var host = await StartAsync();
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("subscribe");
        host.Execute(_redis, "GET");

        await Poll.UntilAsync(() => host.Of(step.Activity!.TraceId) is ["GET"], () => "the command's span", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_flush_and_a_stop_leave_nothing_behind()
    {
        await using var host = await StartAsync();
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("subscribe");
        host.Execute(_redis, "GET");
        host.Get<TracerProvider>().ForceFlush().ShouldBeTrue();
        host.Of(step.Activity!.TraceId).ShouldBe(["GET"]);

        host.Execute(_redis, "SET");
        await host.StopAsync();
        host.Of(step.Activity!.TraceId).ShouldBe(["GET", "SET"]);
    }

    [Fact]
    public async Task Tracing_switched_off_leaves_no_span()
    {
        await using var host = await RedisHost.StartAsync(after: services => services.AddSingleton(_redis.Multiplexer), settings: ("ENABLE_TRACING", "false"));
        using var root = new Activity("root").Start();
        root.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        host.Execute(_redis, "GET");
        await host.StopAsync();

        host.Of(root.TraceId).ShouldBeEmpty();
    }

    private Task<RedisHost> StartAsync() => RedisHost.StartAsync(after: services => services.AddSingleton<IConnectionMultiplexer>(_redis.Multiplexer));
}
