using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.WebSockets;

/// <summary>Tells from what is on the wire why a WebSocket was refused or ended badly. Close codes: https://www.iana.org/assignments/websocket/</summary>
internal static class WebSocketFailures
{
    /// <summary>The failure that the answer to a refused handshake means; null for an answer that is no failure of the client's handshake, a redirect for example.</summary>
    public static WebSocketFailure? OfHandshake(int statusCode) => statusCode switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => WebSocketFailure.AuthFailed,
        StatusCodes.Status429TooManyRequests => WebSocketFailure.RateLimited,
        StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => WebSocketFailure.Timeout,
        StatusCodes.Status400BadRequest or StatusCodes.Status426UpgradeRequired => WebSocketFailure.Protocol,
        StatusCodes.Status499ClientClosedRequest => WebSocketFailure.Aborted,
        _ => null,
    };

    /// <summary>The failure that ended an accepted connection; null after a normal close. A code of 0 means that this side sent no close frame.</summary>
    public static WebSocketFailure? OfConnection(int received, int sent, Exception? exception)
    {
        if ((OfCode(sent) ?? OfCode(received)) is { } failure)
            return failure;
        if (IsTimeout(exception))
            return WebSocketFailure.Timeout;
        return received == 0 && sent == 0 ? WebSocketFailure.Aborted : null;
    }

    private static WebSocketFailure? OfCode(int code) => code switch
    {
        1008 or 3000 or 3003 => WebSocketFailure.AuthFailed,
        1013 => WebSocketFailure.RateLimited,
        3008 => WebSocketFailure.Timeout,
        1002 or 1003 or 1007 or 1009 or 1010 => WebSocketFailure.Protocol,
        _ => null,
    };

    private static bool IsTimeout(Exception? exception)
    {
        for (var one = exception; one is not null; one = one.InnerException)
        {
            if (one is TimeoutException)
                return true;
        }

        return false;
    }
}
