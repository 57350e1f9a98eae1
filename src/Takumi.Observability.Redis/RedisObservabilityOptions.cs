using StackExchange.Redis.Profiling;

namespace Takumi.Observability;

/// <summary>What is observed of Redis. Read once, when the host starts, also from section <c>Observability:Redis</c>.</summary>
public sealed class RedisObservabilityOptions
{
    /// <summary>
    /// The application's own profiler, which it would otherwise give to <c>RegisterProfiler</c>: a multiplexer has room for one, and shows nobody which.
    /// It is asked first, for every command, on the caller's thread; a command that it gives a session is its own, and has neither span nor measurement of ours
    /// until the application hands it on with <c>RecordTelemetry()</c>. Default: none.
    /// </summary>
    public Func<ProfilingSession?>? Profiler { get; set; }

    /// <summary>Whether there is a readiness check <c>redis</c>.</summary>
    public bool Readiness { get; set; } = true;

    /// <summary>How long the readiness check waits for all servers together.</summary>
    public TimeSpan ReadinessTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate() => ReadinessTimeout <= TimeSpan.Zero
        ? [$"{nameof(RedisObservabilityOptions)}:{nameof(ReadinessTimeout)} is '{ReadinessTimeout}'; allowed: a time above zero, as 00:00:05."]
        : [];
}
