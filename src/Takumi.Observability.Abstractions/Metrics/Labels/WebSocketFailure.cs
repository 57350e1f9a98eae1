namespace Takumi.Observability;

/// <summary>Why a WebSocket connection was refused or ended badly.</summary>
public enum WebSocketFailure
{
    /// <summary>The client was not let in, or was put out: HTTP 401 or 403, close code 1008, 3000 or 3003.</summary>
    AuthFailed,

    /// <summary>Too many requests: HTTP 429, close code 1013.</summary>
    RateLimited,

    /// <summary>A side waited too long: HTTP 408 or 504, close code 3008, a keep-alive that was not answered.</summary>
    Timeout,

    /// <summary>A side broke the protocol: a handshake refused with HTTP 400 or 426, close code 1002, 1003, 1007, 1009 or 1010.</summary>
    Protocol,

    /// <summary>The connection ended without a close handshake.</summary>
    Aborted,
}
