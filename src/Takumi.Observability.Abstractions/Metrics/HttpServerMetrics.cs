namespace Takumi.Observability;

/// <summary>
/// HTTP requests that a server answered. Fed by Takumi.Observability.AspNetCore. Thread safe.
/// Callers hand in closed labels: a method of RFC 9110, <c>PATCH</c> or <c>_OTHER</c>, and a route template, never a path.
/// </summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class HttpServerMetrics
{
    /// <summary>The <c>route</c> of a request that no endpoint took.</summary>
    public const string Unmatched = "unmatched";

    // Templates are fixed in code, so this is no guard against clients, only against a program that makes routes as it runs.
    private const int MostRoutes = 1_000;

    // Observed rather than added to: whether a request is muted is known only once it is routed, and a muted one must leave no measurement behind.
    private static readonly IDisposable s_inFlight = ObserveInFlight(static () => Volatile.Read(ref s_inFlightNow));

    private static long s_inFlightNow;

    /// <summary>A request arrived. Each call is paired with one of <see cref="RequestEnded"/>.</summary>
    public static void RequestStarted() => Interlocked.Increment(ref s_inFlightNow);

    /// <summary>A request that was <see cref="RequestStarted"/> is no longer in flight: answered, failed, aborted, or turned out to be muted.</summary>
    public static void RequestEnded() => Interlocked.Decrement(ref s_inFlightNow);

    /// <summary>A request was answered.</summary>
    /// <param name="method">The normalised method.</param>
    /// <param name="route">The route template, or <see cref="Unmatched"/>.</param>
    /// <param name="statusCode">The status code that was meant for the client: 500 for an unhandled exception, 499 for an abort by the client.</param>
    /// <param name="duration">From its arrival to the end of the pipeline.</param>
    public static void RequestCompleted(string method, string route, int statusCode, TimeSpan duration)
    {
        Duration(method, route, statusCode, duration);
        Requests(method, route, statusCode);
    }

    /// <summary>Duration of HTTP requests.</summary>
    [Histogram("http.request.duration", Unit = "s", Boundaries = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10])]
    private static partial void Duration(string method, [Label(Limit = MostRoutes)] string route, [Label] int statusCode, TimeSpan duration);

    /// <summary>HTTP requests that were answered.</summary>
    [Counter("http.requests", Unit = "{request}")]
    private static partial void Requests(string method, [Label(Limit = MostRoutes)] string route, [Label] int statusCode);

    /// <summary>HTTP requests that are being answered.</summary>
    [ObservableUpDownCounter("http.requests.in_flight", Unit = "{request}")]
    private static partial IDisposable ObserveInFlight(Func<long> requests);

    /// <summary>Size of request bodies, where the client declared it.</summary>
    [Histogram("http.request.size", Unit = "By")]
    public static partial void RequestSize(string method, [Label(Limit = MostRoutes)] string route, long bytes);

    /// <summary>Size of response bodies, where the server declared it.</summary>
    [Histogram("http.response.size", Unit = "By")]
    public static partial void ResponseSize(string method, [Label(Limit = MostRoutes)] string route, long bytes);
}
