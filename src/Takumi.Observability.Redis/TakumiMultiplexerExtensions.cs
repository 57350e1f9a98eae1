using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis.Profiling;
using Takumi.Observability;
using Takumi.Observability.Commands;
using Takumi.Observability.Multiplexers;

namespace StackExchange.Redis;

/// <summary>Telemetry for multiplexers that are not in the services, and for commands that another profiler collected.</summary>
public static class TakumiMultiplexerExtensions
{
    /// <summary>Observes a multiplexer that was made by hand, as <c>AddRedis()</c> does those in the services. Does nothing for one that is observed already.</summary>
    /// <inheritdoc cref="UseTakumiObservability{TMultiplexer}(TMultiplexer, IServiceProvider, Func{ProfilingSession})"/>
    public static TMultiplexer UseTakumiObservability<TMultiplexer>(this TMultiplexer multiplexer, IServiceProvider services)
        where TMultiplexer : IConnectionMultiplexer => Use(multiplexer, services, profiler: null);

    /// <inheritdoc cref="UseTakumiObservability{TMultiplexer}(TMultiplexer, IServiceProvider)"/>
    /// <param name="multiplexer">Connected or not. Held weakly.</param>
    /// <param name="services">Those of a host that has called <c>AddRedis()</c>.</param>
    /// <param name="profiler">What would otherwise be given to <c>RegisterProfiler</c>, see <see cref="RedisObservabilityOptions.Profiler"/>. For a multiplexer that is observed already it replaces the one it had.</param>
    /// <returns>The multiplexer.</returns>
    /// <exception cref="InvalidOperationException"><c>AddRedis()</c> was not called.</exception>
    public static TMultiplexer UseTakumiObservability<TMultiplexer>(this TMultiplexer multiplexer, IServiceProvider services, Func<ProfilingSession?> profiler)
        where TMultiplexer : IConnectionMultiplexer
    {
        ArgumentNullException.ThrowIfNull(profiler);
        return Use(multiplexer, services, profiler);
    }

    /// <summary>
    /// Traces and measures commands that the application's own profiler collected (see <see cref="RedisObservabilityOptions.Profiler"/>), once for each call:
    /// <c>session.FinishProfiling().RecordTelemetry()</c>. Nothing happens where telemetry is mute, or the parent is not recorded and no one measures.
    /// </summary>
    /// <param name="commands">Completed commands. Read, not changed.</param>
    /// <param name="parent">The span they belong to. Default: the current one.</param>
    public static void RecordTelemetry(this IEnumerable<IProfiledCommand> commands, Activity? parent = null)
    {
        ArgumentNullException.ThrowIfNull(commands);
        if (TakumiTelemetry.IsMuted)
            return;
        parent ??= Activity.Current;
        var isTraced = parent is null or { Recorded: true };
        foreach (var command in commands)
            CommandRecorder.Record(command, parent?.Context ?? default, isTraced);
    }

    private static TMultiplexer Use<TMultiplexer>(TMultiplexer multiplexer, IServiceProvider services, Func<ProfilingSession?>? profiler)
        where TMultiplexer : IConnectionMultiplexer
    {
        ArgumentNullException.ThrowIfNull(multiplexer);
        ArgumentNullException.ThrowIfNull(services);
        var observed = services.GetService<ObservedMultiplexers>()
            ?? throw new InvalidOperationException("UseTakumiObservability needs AddRedis(): builder.Services.AddTakumiObservability().AddRedis().");
        observed.Observe(multiplexer, profiler);
        return multiplexer;
    }
}
