namespace Takumi.Observability;

/// <summary>What happened to a WebSocket connection.</summary>
public enum WebSocketStatus
{
    /// <summary>It was accepted.</summary>
    Connected,

    /// <summary>It ended, however it ended.</summary>
    Disconnected,
}
