using StackExchange.Redis;
using StackExchange.Redis.Profiling;
using Takumi.Observability.Commands;

namespace Takumi.Observability.Multiplexers;

/// <summary>One multiplexer's profiler slot and events, taken until dispose. Public hooks only.</summary>
internal sealed class ObservedMultiplexer : IDisposable
{
    private readonly IConnectionMultiplexer _multiplexer;
    private readonly CommandCollector _collector;
    private volatile Func<ProfilingSession?>? _profiler;

    public ObservedMultiplexer(IConnectionMultiplexer multiplexer, CommandCollector collector, Func<ProfilingSession?>? profiler)
    {
        _multiplexer = multiplexer;
        _collector = collector;
        _profiler = profiler;
        multiplexer.RegisterProfiler(Session);
        multiplexer.ConnectionFailed += OnConnectionFailed;
        multiplexer.ErrorMessage += OnErrorMessage;
        multiplexer.InternalError += OnInternalError;
    }

    /// <summary>The application's own profiler, asked first.</summary>
    public Func<ProfilingSession?>? Profiler
    {
        set => _profiler = value;
    }

    /// <summary>Gives the slot back to the application's profiler.</summary>
    public void Dispose()
    {
        _multiplexer.ConnectionFailed -= OnConnectionFailed;
        _multiplexer.ErrorMessage -= OnErrorMessage;
        _multiplexer.InternalError -= OnInternalError;
        _multiplexer.RegisterProfiler(_profiler ?? (static () => null));
    }

    private ProfilingSession? Session() => _profiler?.Invoke() ?? _collector.Session();

    private static void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure) => Count(RedisFailure.Of(failure));

    private static void OnErrorMessage(object? sender, RedisErrorEventArgs error) => Count(RedisFailure.Of(error));

    private static void OnInternalError(object? sender, InternalErrorEventArgs error) => Count(RedisError.Other);

    private static void Count(RedisError? type)
    {
        if (type is { } known)
            RedisMetrics.Failed(known);
    }
}
