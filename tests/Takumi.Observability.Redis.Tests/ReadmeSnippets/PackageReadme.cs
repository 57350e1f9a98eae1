using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Redis.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.Redis shows: compiled here. It connects, so it is run by the live tests.</summary>
internal static class PackageReadme
{
    public static void Configure(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect("cache.internal:6379"));
        builder.Services.AddTakumiObservability().AddRedis();
    }

    public static void ConfigureWithProfiler(IHostApplicationBuilder builder, AmbientProfiling profiling)
    {
        builder.Services.AddTakumiObservability().AddRedis(redis => redis.Profiler = () => profiling.Current);
    }

    public static async Task<IConnectionMultiplexer> ConnectAsync(IHost app)
    {
        var redis = (await ConnectionMultiplexer.ConnectAsync("cache.internal:6379")).UseTakumiObservability(app.Services);
        return redis;
    }

    public static void HandOn(ProfilingSession session)
    {
        var commands = session.FinishProfiling();
        commands.RecordTelemetry();
    }

    internal sealed class AmbientProfiling
    {
        public ProfilingSession? Current { get; set; }
    }
}
