namespace Takumi.Observability;

/// <summary>Which metrics of HTTP requests are collected.</summary>
public enum HttpMetrics
{
    /// <summary>The catalogue's and the framework's own.</summary>
    Both,

    /// <summary><c>http.request.duration</c> and its siblings, as <see cref="HttpServerMetrics"/> declares them.</summary>
    Catalogue,

    /// <summary><c>http.server.request.duration</c> and <c>http.server.active_requests</c> of the meter Microsoft.AspNetCore.Hosting.</summary>
    Framework,
}
