using System.Net;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Benchmarks.Redis;

/// <summary>A command that has completed, whose every value is at hand.</summary>
internal sealed class CompletedCommand : IProfiledCommand
{
    public EndPoint EndPoint { get; } = new DnsEndPoint("cache.internal", 6379);

    public int Db => 0;

    public string Command => "GET";

    public CommandFlags Flags => CommandFlags.None;

    public DateTime CommandCreated { get; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public TimeSpan CreationToEnqueued => TimeSpan.Zero;

    public TimeSpan EnqueuedToSending => TimeSpan.Zero;

    public TimeSpan SentToResponse => ElapsedTime;

    public TimeSpan ResponseToCompletion => TimeSpan.Zero;

    public TimeSpan ElapsedTime => TimeSpan.FromMilliseconds(1);

    public IProfiledCommand? RetransmissionOf => null;

    public RetransmissionReasonType? RetransmissionReason => null;
}
