using System.Net.Sockets;
using StackExchange.Redis;

namespace Takumi.Observability.Multiplexers;

/// <summary>What the multiplexer's events say went wrong, as a type of <c>redis.errors</c>. A command's own timeout is in none of them: only its caller hears of it.</summary>
internal static class RedisFailure
{
    // Redis' error prefixes for a client that it doesn't let in, or not that far.
    private static readonly string[] s_notLetIn = ["NOAUTH", "WRONGPASS", "NOPERM"];

    /// <summary>Null: the connection was closed because somebody wanted it.</summary>
    public static RedisError? Of(ConnectionFailedEventArgs failure) => failure.FailureType switch
    {
        ConnectionFailureType.None or ConnectionFailureType.ConnectionDisposed => null,
        ConnectionFailureType.AuthenticationFailure => RedisError.Authentication,
        _ when IsTimeout(failure.Exception) => RedisError.Timeout,
        ConnectionFailureType.Loading => RedisError.Server,
        ConnectionFailureType.ProtocolFailure or ConnectionFailureType.InternalFailure => RedisError.Other,
        _ => RedisError.Connection,
    };

    public static RedisError Of(RedisErrorEventArgs error) =>
        Array.Exists(s_notLetIn, prefix => error.Message.StartsWith(prefix, StringComparison.Ordinal)) ? RedisError.Authentication : RedisError.Server;

    private static bool IsTimeout(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut })
                return true;
        }

        return false;
    }
}
