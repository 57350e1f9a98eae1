using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Takumi.Observability;

/// <summary>What is observed of HTTP requests. Read once, when the server starts; <see cref="HttpMetrics"/> and <see cref="CaptureUrlQuery"/> also from section <c>Observability:AspNetCore</c>.</summary>
public sealed class AspNetCoreOptions
{
    internal const string AllowedHttpMetrics = "Both, Catalogue, Framework";

    /// <summary>Which HTTP metrics are collected. What is not collected costs nothing.</summary>
    public HttpMetrics HttpMetrics { get; set; } = HttpMetrics.Both;

    /// <summary>
    /// Whether a request's query string goes to the span attribute <c>url.query</c>. Off, as queries carry tokens and names;
    /// with it on, the redaction policy alone stands between them and the collector.
    /// </summary>
    public bool CaptureUrlQuery { get; set; }

    /// <summary>The claims that name the user of an audit event, best first.</summary>
    public IList<string> UserIdClaims { get; } = [ClaimTypes.NameIdentifier, "sub"];

    /// <summary>
    /// The label <c>role</c> of a WebSocket connection, asked once when it is accepted. By default the user's first role claim, else <c>anonymous</c>.
    /// At most 100 distinct values are kept apart.
    /// </summary>
    public Func<HttpContext, string?> WebSocketRole { get; set; } = static context =>
        (context.User.FindFirst(ClaimTypes.Role) ?? context.User.FindFirst("role"))?.Value;

    /// <summary>
    /// The label <c>session_id</c> of a WebSocket connection, asked once when it is accepted. None by default: every session is a time series of its own.
    /// At most 100 distinct values are kept apart.
    /// </summary>
    public Func<HttpContext, string?>? WebSocketSessionId { get; set; }

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(HttpMetrics))
            problems.Add(Problem(nameof(AspNetCoreOptions), nameof(HttpMetrics), HttpMetrics.ToString(), AllowedHttpMetrics));
        if (WebSocketRole is null)
            problems.Add(Problem(nameof(AspNetCoreOptions), nameof(WebSocketRole), "null", "a function; one that returns null leaves the role anonymous"));
        return problems;
    }

    internal static string Problem(string place, string key, string value, string allowed) => $"{place}:{key} is '{value}'; allowed: {allowed}.";
}
