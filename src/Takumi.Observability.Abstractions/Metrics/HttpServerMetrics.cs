using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;

namespace Takumi.Observability;

/// <summary>
/// HTTP requests that a server answered. Fed by Takumi.Observability.AspNetCore. Thread safe; no method allocates.
/// Callers hand in closed labels: a method of RFC 9110, <c>PATCH</c> or <c>_OTHER</c>, and a route template, never a path.
/// </summary>
public static partial class HttpServerMetrics
{
    /// <summary>The <c>route</c> of a request that no endpoint took.</summary>
    public const string Unmatched = "unmatched";

    // 1 KiB to 64 MiB by 4.
    private static readonly InstrumentAdvice<long> s_bytes = new()
    {
        HistogramBucketBoundaries = [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26],
    };

    private static readonly Histogram<double> s_duration = TakumiMeter.Instance.CreateHistogram(
        "http.request.duration", "s", "Duration of HTTP requests.", tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10] });

    private static readonly Counter<long> s_requests = TakumiMeter.Instance.CreateCounter<long>("http.requests", "{request}", "HTTP requests that were answered.");
    private static readonly Histogram<long> s_requestSize = TakumiMeter.Instance.CreateHistogram("http.request.size", "By", "Size of request bodies, where the client declared it.", tags: null, advice: s_bytes);
    private static readonly Histogram<long> s_responseSize = TakumiMeter.Instance.CreateHistogram("http.response.size", "By", "Size of response bodies, where the server declared it.", tags: null, advice: s_bytes);

    // Observed rather than added to: whether a request is muted is known only once it is routed, and a muted one must leave no measurement behind.
    private static readonly ObservableUpDownCounter<long> s_inFlight = TakumiMeter.Instance.CreateObservableUpDownCounter(
        "http.requests.in_flight", static () => Volatile.Read(ref s_inFlightNow), "{request}", "HTTP requests that are being answered.");

    private static readonly object[] s_statusCodes = [.. Enumerable.Range(0, 600).Cast<object>()];
    private static long s_inFlightNow;

    /// <summary>Whether anybody listens to one of these instruments.</summary>
    public static bool Enabled => s_duration.Enabled || s_requests.Enabled || s_requestSize.Enabled || s_responseSize.Enabled || s_inFlight.Enabled;

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
        var methodTag = new KeyValuePair<string, object?>("method", method);
        var routeTag = new KeyValuePair<string, object?>("route", route);
        var statusTag = new KeyValuePair<string, object?>("status_code", (uint)statusCode < (uint)s_statusCodes.Length ? s_statusCodes[statusCode] : statusCode);
        s_duration.Record(duration.TotalSeconds, methodTag, routeTag, statusTag);
        s_requests.Add(1, methodTag, routeTag, statusTag);
    }

    /// <summary>A request declared the size of its body.</summary>
    public static void RequestSize(string method, string route, long bytes) => s_requestSize.Record(bytes, new("method", method), new("route", route));

    /// <summary>A response declared the size of its body.</summary>
    public static void ResponseSize(string method, string route, long bytes) => s_responseSize.Record(bytes, new("method", method), new("route", route));
}
