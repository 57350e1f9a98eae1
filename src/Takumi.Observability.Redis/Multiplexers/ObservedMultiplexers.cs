using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;

namespace Takumi.Observability.Multiplexers;

/// <summary>
/// The multiplexers that this host observes. Each belongs to the first host that asks, however often and by whichever way it is asked for, and is held weakly:
/// one that the application drops is gone. Thread safe.
/// </summary>
internal sealed class ObservedMultiplexers(CommandCollector collector, IOptions<RedisObservabilityOptions> options) : IDisposable
{
    private static readonly ConditionalWeakTable<IConnectionMultiplexer, ObservedMultiplexer> s_observed = [];
    private static readonly Lock s_gate = new();
    private static IDisposable? s_gauge;

    private readonly ConditionalWeakTable<IConnectionMultiplexer, ObservedMultiplexer> _mine = [];
    private bool _isDisposed;

    public IReadOnlyList<IConnectionMultiplexer> All => [.. _mine.Select(one => one.Key)];

    /// <summary>Observes a multiplexer, once.</summary>
    /// <param name="multiplexer">Connected or not.</param>
    /// <param name="profiler">The application's own profiler for this multiplexer; null: the one of the options. Given for one that is observed already, it takes its place.</param>
    public void Observe(IConnectionMultiplexer multiplexer, Func<ProfilingSession?>? profiler = null)
    {
        lock (s_gate)
        {
            if (_isDisposed)
                return;
            if (s_observed.TryGetValue(multiplexer, out var observed))
            {
                if (profiler is not null)
                    observed.Profiler = profiler;
                return;
            }

            observed = new ObservedMultiplexer(multiplexer, collector, profiler ?? options.Value.Profiler);
            s_observed.Add(multiplexer, observed);
            _mine.Add(multiplexer, observed);
            s_gauge ??= RedisMetrics.ObserveConnected(AreConnected);
        }
    }

    public void Dispose()
    {
        lock (s_gate)
        {
            _isDisposed = true;
            foreach (var (multiplexer, observed) in _mine)
            {
                observed.Dispose();
                s_observed.Remove(multiplexer);
            }

            if (s_observed.Any())
                return;
            s_gauge?.Dispose();
            s_gauge = null;
        }
    }

    /// <summary>The gauge has no label: it is 1 when every multiplexer of the process is connected.</summary>
    private static bool AreConnected() => s_observed.Any() && s_observed.All(one => one.Key.IsConnected);
}
