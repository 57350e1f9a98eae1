using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Takumi.Observability.Redis.Tests.Fakes;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Redis.Tests;

/// <summary>An endpoint may turn out to be mute after middleware has asked Redis. Alone: another test's listener would have the span recorded.</summary>
[Collection(AloneCollection.Name)]
public sealed class MutedParentTests
{
    private readonly FakeMultiplexer _redis = FakeMultiplexer.Create();

    [Fact]
    public async Task A_parent_that_is_muted_after_the_command_was_sent_takes_it_along()
    {
        // A tick of the real clock would make a span of the command before its parent is mute.
        await using var host = await RedisHost.StartAsync(after: services => services.AddSingleton<TimeProvider>(new ManualTimeProvider()).AddSingleton(_redis.Multiplexer));
        Activity.Current = null;
        using var step = TakumiTelemetry.StartOperation("probe");
        host.Execute(_redis, "GET").ShouldBeTrue();
        step.Activity!.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        host.Get<TracerProvider>().ForceFlush();

        host.Of(step.Activity.TraceId).ShouldBeEmpty();
    }
}
