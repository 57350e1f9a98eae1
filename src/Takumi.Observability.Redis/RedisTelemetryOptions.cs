using StackExchange.Redis.Profiling;

namespace Takumi.Observability;

/// <summary>What may be said about Redis. Read once, at the start of the host.</summary>
public sealed class RedisTelemetryOptions
{
    /// <summary>
    /// The application's own profiler, which it would otherwise give to <c>RegisterProfiler</c>: a multiplexer has room for one, and shows nobody which.
    /// It is asked first, for every command, on the caller's thread; a command that it gives a session is its own, and has neither span nor measurement of ours
    /// until the application hands it on with <c>RecordTelemetry()</c>. Default: none.
    /// </summary>
    public Func<ProfilingSession?>? Profiler { get; set; }

    /// <summary>How long the readiness check <c>redis</c> waits for all servers together, 10 ms to a minute. Default 2 s.</summary>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate() => CheckTimeout < TimeSpan.FromMilliseconds(10) || CheckTimeout > TimeSpan.FromMinutes(1)
        ? [$"{nameof(CheckTimeout)} is '{CheckTimeout}'; allowed: 00:00:00.0100000 to 00:01:00."]
        : [];
}
