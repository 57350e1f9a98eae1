using System.Globalization;
using StackExchange.Redis;
using Takumi.Observability.Commands;

namespace Takumi.Observability.Health;

/// <summary>What a server said to a ping.</summary>
/// <param name="Name">Its address.</param>
/// <param name="IsPrimary">Whether it takes writes, as far as is known.</param>
/// <param name="Text">For a reader.</param>
/// <param name="Error">Null when it answered.</param>
internal sealed record ServerState(string Name, bool IsPrimary, string Text, Exception? Error)
{
    /// <param name="server">The server.</param>
    /// <param name="latency">Null when it was not asked.</param>
    public static ServerState Answered(IServer server, TimeSpan? latency) =>
        Of(server, latency is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms") : "connected", error: null);

    /// <summary>The exception's type only: its message may tell more than a stranger should read.</summary>
    public static ServerState Silent(IServer server, Exception exception) => Of(server, $"no answer ({exception.GetType().Name})", exception);

    private static ServerState Of(IServer server, string text, Exception? error) => new(ServerAddress.Of(server.EndPoint).ToString(), !server.IsReplica, text, error);
}
