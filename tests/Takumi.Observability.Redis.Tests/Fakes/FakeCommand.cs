using System.Net;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Takumi.Observability.Redis.Tests.Fakes;

/// <summary>A completed command.</summary>
public sealed record FakeCommand(string Command) : IProfiledCommand
{
    public static readonly DateTime Created = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    public EndPoint EndPoint { get; init; } = new DnsEndPoint("cache.internal", 6380);

    public int Db { get; init; }

    public CommandFlags Flags { get; init; }

    public DateTime CommandCreated { get; init; } = Created;

    public TimeSpan CreationToEnqueued => TimeSpan.Zero;

    public TimeSpan EnqueuedToSending => TimeSpan.Zero;

    public TimeSpan SentToResponse => ElapsedTime;

    public TimeSpan ResponseToCompletion => TimeSpan.Zero;

    public TimeSpan ElapsedTime { get; init; } = TimeSpan.FromMilliseconds(3);

    public IProfiledCommand? RetransmissionOf { get; init; }

    public RetransmissionReasonType? RetransmissionReason => RetransmissionOf is null ? null : RetransmissionReasonType.Moved;

    /// <summary>Sent again by a node of a cluster: the first of two profiles, as the client leaves it (a live test shows that it does). The numbers: ASKING, and a call of the client's own.</summary>
    public FakeCommand Redirected(RetransmissionReasonType reason) =>
        this with { Flags = CommandFlags.NoRedirect | (CommandFlags)(reason == RetransmissionReasonType.Ask ? 32 : 128) };
}
