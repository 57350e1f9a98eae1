using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.WebSockets;

namespace Takumi.Observability.Requests;

/// <summary>Decides what of a request is observed, and starts it. One a host, thread safe.</summary>
internal sealed class RequestTelemetry(IOptions<AspNetCoreOptions> options, ILogger<RequestTelemetry> logger)
{
    private const string NoRole = "anonymous";

    private readonly AspNetCoreOptions _options = options.Value;
    private readonly bool _collectsCatalogue = options.Value.HttpMetrics != HttpMetrics.Framework;
    private int _faultsTold;

    public bool CapturesUrlQuery => _options.CaptureUrlQuery;

    /// <summary>Begins to observe a request; null when nobody wants to know of it.</summary>
    public RequestObservation? Begin(HttpContext context)
    {
        var features = context.Features;
        var activity = features.Get<IHttpActivityFeature>()?.Activity;
        var isTraced = activity is { IsAllDataRequested: true } && activity.Source.HasListeners();
        var isListenedTo = HttpServerMetrics.Enabled || OperationSpan.IsObserved;
        var isMeasured = _collectsCatalogue && HttpServerMetrics.Enabled;
        var upgrade = features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } one && IsWebSocket(context.Request.Headers.Upgrade) ? one : null;
        var connect = features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } other && IsWebSocket(other.Protocol) ? other : null;
        var isHandshake = (upgrade ?? (object?)connect) is not null;
        // With anybody listening at all the endpoint has to be known: what is beneath a muted one must stay mute, whatever the request itself would show.
        if (!isTraced && !isListenedTo && !isHandshake && features.Get<IHttpMetricsTagsFeature>() is null)
            return null;

        var request = new RequestObservation(context, this, isTraced ? activity : null, isMeasured, isHandshake);
        features.Set<IEndpointFeature>(request);
        if (upgrade is not null)
            features.Set<IHttpUpgradeFeature>(new ObservedUpgradeFeature(upgrade, request));
        if (connect is not null)
            features.Set<IHttpExtendedConnectFeature>(new ObservedExtendedConnectFeature(connect, request));
        return request;
    }

    /// <summary>Counts an accepted WebSocket; null when nobody listens.</summary>
    public WebSocketConnection? Connect(HttpContext context)
    {
        if (!WebSocketMetrics.Enabled)
            return null;
        string? role = null, sessionId = null;
        Contain(one => (role, sessionId) = (_options.WebSocketRole(one), _options.WebSocketSessionId?.Invoke(one)), context);
        return new WebSocketConnection(role ?? NoRole, sessionId, this);
    }

    /// <summary>Runs what may run into code of the application's, a listener or a callback that throws: that is told, once, and stays here.</summary>
    public void Contain<T>(Action<T> work, T state)
    {
        try
        {
            work(state);
        }
#pragma warning disable CA1031 // Telemetry never takes a request or a connection down.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (Interlocked.Exchange(ref _faultsTold, 1) == 0)
                logger.LogWarning(fault, "The telemetry of a request failed; the request itself did not. Further failures are not told.");
        }
    }

    private static bool IsWebSocket(string? protocol) => string.Equals(protocol, "websocket", StringComparison.OrdinalIgnoreCase);
}
