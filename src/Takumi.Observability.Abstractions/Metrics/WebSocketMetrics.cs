namespace Takumi.Observability;

/// <summary>WebSocket connections that a server accepted. Fed by Takumi.Observability.AspNetCore. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class WebSocketMetrics
{
    /// <summary>A connection was accepted.</summary>
    /// <param name="role">The part that the client plays, for example <c>viewer</c>; bounded.</param>
    /// <param name="sessionId">The session it joined, where the application opted in to that label; bounded.</param>
    public static void Connected(string role, string? sessionId = null)
    {
        Active(role, sessionId, 1);
        Connections(WebSocketStatus.Connected);
    }

    /// <summary>A connection that was <see cref="Connected"/> with the same labels ended.</summary>
    public static void Disconnected(string role, string? sessionId, TimeSpan duration)
    {
        Active(role, sessionId, -1);
        Connections(WebSocketStatus.Disconnected);
        Duration(duration);
    }

    /// <summary>WebSocket connections that are open.</summary>
    [UpDownCounter("ws.connections.active", Unit = "{connection}")]
    private static partial void Active(string role, string? sessionId, long change);

    /// <summary>WebSocket connections that were opened and closed.</summary>
    [Counter("ws.connections")]
    private static partial void Connections(WebSocketStatus status);

    /// <summary>WebSocket messages sent to clients.</summary>
    /// <remarks>A message is counted once, however many frames carry it; pings, pongs and closes are none.</remarks>
    [Counter("ws.messages.sent", Unit = "{message}")]
    public static partial void MessagesSent(long count);

    /// <summary>WebSocket messages received from clients.</summary>
    /// <remarks>Counted like <see cref="MessagesSent"/>.</remarks>
    [Counter("ws.messages.received", Unit = "{message}")]
    public static partial void MessagesReceived(long count);

    /// <summary>How long WebSocket connections were open.</summary>
    [Histogram("ws.connection.duration", Unit = "s", Boundaries = [60, 300, 3600])]
    private static partial void Duration(TimeSpan duration);

    /// <summary>WebSocket connections that were refused or ended badly.</summary>
    [Counter("ws.errors")]
    public static partial void Failed(WebSocketFailure type);
}
