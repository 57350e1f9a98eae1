using System.Diagnostics;

namespace Takumi.Observability.WebSockets;

/// <summary>One accepted WebSocket, counted from its acceptance to the end of its request. Reading and writing may run at the same time; either alone is serial.</summary>
internal sealed class WebSocketConnection
{
    private readonly long _accepted = Stopwatch.GetTimestamp();
    private readonly string _role;
    private readonly string? _sessionId;
    private FrameReader _incoming;
    private FrameReader _outgoing;

    public WebSocketConnection(string role, string? sessionId)
    {
        _role = role;
        _sessionId = sessionId;
        WebSocketMetrics.Connected(role, sessionId);
    }

    public void Received(ReadOnlySpan<byte> bytes)
    {
        var messages = _incoming.Read(bytes);
        if (messages > 0)
            WebSocketMetrics.MessagesReceived(messages);
    }

    public void Sent(ReadOnlySpan<byte> bytes)
    {
        var messages = _outgoing.Read(bytes);
        if (messages > 0)
            WebSocketMetrics.MessagesSent(messages);
    }

    public void Closed(Exception? exception)
    {
        WebSocketMetrics.Disconnected(_role, _sessionId, Stopwatch.GetElapsedTime(_accepted));
        if (WebSocketFailures.OfConnection(_incoming.CloseCode, _outgoing.CloseCode, exception) is { } failure)
            WebSocketMetrics.Failed(failure);
    }
}
