using System.Diagnostics;
using Takumi.Observability.Requests;

namespace Takumi.Observability.WebSockets;

/// <summary>One accepted WebSocket, counted from its acceptance to the end of its request. Reading and writing may run at the same time; either alone is serial.</summary>
internal sealed class WebSocketConnection
{
    private readonly long _accepted = Stopwatch.GetTimestamp();
    private readonly string _role;
    private readonly string? _sessionId;
    private readonly RequestTelemetry _telemetry;
    private FrameReader _incoming;
    private FrameReader _outgoing;

    public WebSocketConnection(string role, string? sessionId, RequestTelemetry telemetry)
    {
        _role = role;
        _sessionId = sessionId;
        _telemetry = telemetry;
        telemetry.Contain(static one => WebSocketMetrics.Connected(one._role, one._sessionId), this);
    }

    public void Received(ReadOnlySpan<byte> bytes)
    {
        var messages = _incoming.Read(bytes);
        if (messages > 0)
            _telemetry.Contain(WebSocketMetrics.MessagesReceived, (long)messages);
    }

    public void Sent(ReadOnlySpan<byte> bytes)
    {
        var messages = _outgoing.Read(bytes);
        if (messages > 0)
            _telemetry.Contain(WebSocketMetrics.MessagesSent, (long)messages);
    }

    public void Closed(Exception? exception)
    {
        WebSocketMetrics.Disconnected(_role, _sessionId, Stopwatch.GetElapsedTime(_accepted));
        if (WebSocketFailures.OfConnection(_incoming.CloseCode, _outgoing.CloseCode, exception) is { } failure)
            WebSocketMetrics.Failed(failure);
    }
}
