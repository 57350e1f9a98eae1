using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>
/// What OpenTelemetry.Instrumentation.AspNetCore does to a request, written anew from a reading of its public source
/// (https://github.com/open-telemetry/opentelemetry-dotnet-contrib, HttpInListener): the package itself can't be restored where this benchmark was written.
/// It hears of start and stop by DiagnosticListener and sets each attribute by SetTag.
/// </summary>
internal sealed class PlainAspNetCoreInstrumentation : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const string Start = "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start";
    private const string Stop = "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop";

    private static readonly HashSet<string> s_events =
    [
        "Microsoft.AspNetCore.Hosting.HttpRequestIn", Start, Stop,
        "Microsoft.AspNetCore.Hosting.UnhandledException", "Microsoft.AspNetCore.Diagnostics.UnhandledException",
    ];

    private static readonly object[] s_statusCodes = [.. Enumerable.Range(0, 600).Cast<object>()];

    private readonly List<IDisposable> _subscriptions = [];

    public PlainAspNetCoreInstrumentation() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.AspNetCore")
            _subscriptions.Add(value.Subscribe(this, static (name, _, _) => s_events.Contains(name)));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not HttpContext context || Activity.Current is not { IsAllDataRequested: true } activity)
            return;
        if (value.Key == Start)
            OnStart(activity, context.Request);
        else if (value.Key == Stop)
            OnStop(activity, context);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private static void OnStart(Activity activity, HttpRequest request)
    {
        activity.DisplayName = request.Method;
        if (request.Host.HasValue)
        {
            activity.SetTag("server.address", request.Host.Host);
            if (request.Host.Port is { } port)
                activity.SetTag("server.port", port);
        }

        activity.SetTag("http.request.method", request.Method);
        activity.SetTag("url.scheme", request.Scheme);
        activity.SetTag("url.path", (request.PathBase + request.Path).ToString());
        activity.SetTag("network.protocol.version", VersionOf(request.Protocol));
        if (request.Headers.TryGetValue("User-Agent", out var agents) && agents.Count > 0 && !string.IsNullOrEmpty(agents[0]))
            activity.SetTag("user_agent.original", agents[0]);
    }

    private static void OnStop(Activity activity, HttpContext context)
    {
        var endpoint = context.Features.Get<IExceptionHandlerPathFeature>()?.Endpoint as RouteEndpoint ?? context.GetEndpoint() as RouteEndpoint;
        if (endpoint?.RoutePattern.RawText is { Length: > 0 } route)
        {
            activity.DisplayName = $"{context.Request.Method} {route}";
            activity.SetTag("http.route", route);
        }

        activity.SetTag("http.response.status_code", s_statusCodes[context.Response.StatusCode]);
        if (activity.Status == ActivityStatusCode.Unset && context.Response.StatusCode >= 500)
            activity.SetStatus(ActivityStatusCode.Error);
    }

    private static string VersionOf(string protocol) => protocol switch
    {
        "HTTP/2" => "2",
        "HTTP/3" => "3",
        _ => "1.1",
    };
}
