namespace Takumi.Observability;

/// <summary>Connection and commands of Redis. Fed by Takumi.Observability.Redis. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class RedisMetrics
{
    /// <summary>Reports whether Redis is connected, until what is returned is disposed.</summary>
    /// <param name="isConnected">Read at every collection.</param>
    public static IDisposable ObserveConnected(Func<bool> isConnected) => ObserveConnected(() => isConnected() ? 1L : 0L);

    /// <summary>Whether Redis is connected: 1 or 0.</summary>
    [ObservableGauge("redis.connected")]
    private static partial IDisposable ObserveConnected(Func<long> connected);

    /// <summary>Duration of Redis commands.</summary>
    [Histogram("redis.command.duration", Unit = "s")]
    public static partial void CommandDuration(string command, TimeSpan elapsed);

    /// <summary>Redis commands and connections that failed.</summary>
    [Counter("redis.errors")]
    public static partial void Failed(RedisError type);
}
