using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Takumi.Observability.Muting;
using Takumi.Observability.Tracing;
using Takumi.Observability.WebSockets;

namespace Takumi.Observability.Requests;

/// <summary>
/// What one request shows of itself while it runs. Takes the place of the endpoint feature, so that it sees the endpoint at the moment routing sets it:
/// a muted one is muted before anything happens beneath it, and the first one stays the request's own when an exception handler re-executes another.
/// </summary>
internal sealed class RequestObservation : IEndpointFeature
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly HttpContext _context;
    private readonly RequestTelemetry _telemetry;
    private readonly Activity? _activity;
    private readonly RequestMethod _method;
    private readonly string _originalMethod;
    private readonly PathString _path;
    private readonly QueryString _query;
    private readonly bool _isSocketHandshake;
    private bool _measures;
    private bool _isReExecuted;
    private Silence? _silence;
    private Endpoint? _endpoint;
    private EndpointTelemetry? _original;
    private WebSocketConnection? _socket;
    private int? _acceptedWith;
    private Exception? _shown;

    public RequestObservation(HttpContext context, RequestTelemetry telemetry, Activity? activity, bool measures, bool isSocketHandshake)
    {
        var request = context.Request;
        _context = context;
        _telemetry = telemetry;
        _activity = activity;
        _originalMethod = request.Method;
        _method = RequestMethod.Of(_originalMethod);
        _path = request.PathBase.Add(request.Path);
        _query = request.QueryString;
        _measures = measures;
        _isSocketHandshake = isSocketHandshake;
        if (measures)
            HttpServerMetrics.RequestStarted();
        if (context.GetEndpoint() is { } endpoint)
            Endpoint = endpoint;
    }

    public Endpoint? Endpoint
    {
        get
        {
            // Whoever goes on with the endpoint asks for it first: routing itself, where an asynchronous policy chose it, and the middleware that runs it.
            _silence?.Continue();
            return _endpoint;
        }

        set
        {
            _isReExecuted |= value is null || IsReExecuting;
            _endpoint = value;
            if (value is null || _isReExecuted)
                return;
            _original = EndpointTelemetry.Of(value);
            if (_original.IsMuted)
                Mute();
        }
    }

    private bool IsMuted => _silence is not null;

    // A pipeline that is run again for an error page: what is set from then on is not what the client asked for. The endpoint is taken away first, where there was one.
    private bool IsReExecuting =>
        _context.Features.Get<IStatusCodeReExecuteFeature>() is not null || _context.Features.Get<IExceptionHandlerFeature>() is not null;

    /// <summary>Makes the request mute from here on; not for the sake of an error page that answers in its place.</summary>
    public void Mute()
    {
        if (IsMuted || IsReExecuting)
            return;
        LeaveFlight();
        _silence = RequestMuting.Mute(_context);
    }

    /// <summary>The developer exception page answers for the application.</summary>
    public void Shown(Exception exception) => _shown = exception;

    /// <summary>The application accepted a WebSocket: here the HTTP request is over, and the connection begins.</summary>
    public Stream AcceptSocket(Stream transport)
    {
        if (IsMuted)
            return transport;
        _acceptedWith = _context.Response.StatusCode;
        _telemetry.Contain(static one => one.Measure(one._acceptedWith!.Value), this);
        _socket = _telemetry.Connect(_context);
        return _socket is null ? transport : new ObservedWebSocketStream(transport, _socket);
    }

    public void End(Exception? exception)
    {
        if (_silence is not null)
        {
            _silence.End();
            return;
        }

        var statusCode = StatusCodeOf(exception);
        Measure(statusCode);
        if (_socket is not null)
            _socket.Closed(exception);
        else if (_isSocketHandshake && _acceptedWith is null && WebSocketFailures.OfHandshake(statusCode) is { } failure)
            WebSocketMetrics.Failed(failure);
        // Who hangs up on a refusal was refused all the same.
        if (RefusedAccess.ReasonOf(statusCode == StatusCodes.Status499ClientClosedRequest ? _context.Response.StatusCode : statusCode) is { } reason)
            SecurityMetrics.UnauthorizedAccess(reason);
        if (_activity is { IsAllDataRequested: true })
            ServerSpan.Complete(_activity, _context, OutcomeOf(statusCode, exception), _telemetry.CapturesUrlQuery);
    }

    private RequestOutcome OutcomeOf(int statusCode, Exception? exception)
    {
        var isFailure = statusCode >= StatusCodes.Status500InternalServerError;
        return new(_method, _originalMethod, _path, _query, _original, _acceptedWith ?? statusCode, isFailure,
            isFailure ? exception ?? _context.Features.Get<IExceptionHandlerFeature>()?.Error ?? _shown : null);
    }

    // Once a request, at its end or when it becomes a WebSocket, whose life is no duration of a request.
    private void Measure(int statusCode)
    {
        if (!LeaveFlight())
            return;
        var route = _original?.Route ?? HttpServerMetrics.Unmatched;
        HttpServerMetrics.RequestCompleted(_method.Name, route, statusCode, Stopwatch.GetElapsedTime(_started));
        if (_context.Request.ContentLength is { } received)
            HttpServerMetrics.RequestSize(_method.Name, route, received);
        if (_context.Response.ContentLength is { } sent)
            HttpServerMetrics.ResponseSize(_method.Name, route, sent);
    }

    private bool LeaveFlight()
    {
        if (!_measures)
            return false;
        _measures = false;
        HttpServerMetrics.RequestEnded();
        return true;
    }

    // Asked only where it decides: a server makes the token's source for who asks.
    private bool IsGone => _context.RequestAborted.IsCancellationRequested;

    // The response may still read 200 when an exception or an abort passes by: this is what it comes to. Of an accepted socket whose handler failed it is 500, too.
    private int StatusCodeOf(Exception? exception) => exception switch
    {
        null => _acceptedWith ?? AnsweredTo(),
        WebSocketException when _acceptedWith is { } accepted => accepted,
        OperationCanceledException or IOException when IsGone => _acceptedWith ?? StatusCodes.Status499ClientClosedRequest,
        BadHttpRequestException refused => refused.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    // Who hangs up before the end of an answer did not get it. Of one with a declared length the client knows the end before the pipeline does, and many leave with it at once.
    private int AnsweredTo()
    {
        var response = _context.Response;
        var mayBeWhole = response is { HasStarted: true, ContentLength: not null };
        return !mayBeWhole && response.StatusCode < StatusCodes.Status500InternalServerError && IsGone ? StatusCodes.Status499ClientClosedRequest : response.StatusCode;
    }
}
