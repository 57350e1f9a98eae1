using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;

namespace Takumi.Observability;

/// <summary>WebSocket connections that a server accepted. Fed by Takumi.Observability.AspNetCore. Thread safe.</summary>
public static partial class WebSocketMetrics
{
    private static readonly LabelBound s_roles = new();
    private static readonly LabelBound s_sessions = new();
    private static readonly UpDownCounter<long> s_active = TakumiMeter.Instance.CreateUpDownCounter<long>("ws.connections.active", "{connection}", "WebSocket connections that are open.");
    private static readonly Counter<long> s_connections = TakumiMeter.Instance.CreateCounter<long>("ws.connections", unit: null, "WebSocket connections that were opened and closed.");
    private static readonly Counter<long> s_sent = TakumiMeter.Instance.CreateCounter<long>("ws.messages.sent", "{message}", "WebSocket messages sent to clients.");
    private static readonly Counter<long> s_received = TakumiMeter.Instance.CreateCounter<long>("ws.messages.received", "{message}", "WebSocket messages received from clients.");
    private static readonly Counter<long> s_errors = TakumiMeter.Instance.CreateCounter<long>("ws.errors", unit: null, "WebSocket connections that were refused or ended badly.");

    private static readonly Histogram<double> s_duration = TakumiMeter.Instance.CreateHistogram(
        "ws.connection.duration", "s", "How long WebSocket connections were open.", tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [60, 300, 3600] });

    /// <summary>Whether anybody listens to one of these instruments.</summary>
    public static bool Enabled => s_active.Enabled || s_connections.Enabled || s_sent.Enabled || s_received.Enabled || s_errors.Enabled || s_duration.Enabled;

    /// <summary>A connection was accepted.</summary>
    /// <param name="role">The part that the client plays, for example <c>viewer</c>; bounded.</param>
    /// <param name="sessionId">The session it joined, where the application opted in to that label; bounded.</param>
    public static void Connected(string role, string? sessionId = null)
    {
        Active(1, role, sessionId);
        s_connections.Add(1, new KeyValuePair<string, object?>("status", "connected"));
    }

    /// <summary>A connection that was <see cref="Connected"/> with the same labels ended.</summary>
    public static void Disconnected(string role, string? sessionId, TimeSpan duration)
    {
        Active(-1, role, sessionId);
        s_connections.Add(1, new KeyValuePair<string, object?>("status", "disconnected"));
        s_duration.Record(duration.TotalSeconds);
    }

    /// <summary>Messages went to a client. A message is counted once, however many frames carry it; pings, pongs and closes are none.</summary>
    public static void MessagesSent(long count) => s_sent.Add(count);

    /// <summary>Messages came from a client; counted like <see cref="MessagesSent"/>.</summary>
    public static void MessagesReceived(long count) => s_received.Add(count);

    /// <summary>A connection was refused or ended badly.</summary>
    public static void Failed(WebSocketFailure failure) => s_errors.Add(1, new KeyValuePair<string, object?>("type", TextOf(failure)));

    private static void Active(int change, string role, string? sessionId)
    {
        if (sessionId is null)
            s_active.Add(change, new KeyValuePair<string, object?>("role", s_roles.Of(role)));
        else
            s_active.Add(change, new("session_id", s_sessions.Of(sessionId)), new("role", s_roles.Of(role)));
    }

    private static string TextOf(WebSocketFailure failure) => failure switch
    {
        WebSocketFailure.AuthFailed => "auth_failed",
        WebSocketFailure.RateLimited => "rate_limited",
        WebSocketFailure.Timeout => "timeout",
        WebSocketFailure.Protocol => "protocol",
        _ => "aborted",
    };
}
