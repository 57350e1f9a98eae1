namespace Takumi.Observability;

/// <summary>Where a service answers for itself. A path of null leaves that endpoint out.</summary>
public sealed class ObservabilityEndpointOptions
{
    /// <summary>The scrape, in Prometheus text or OpenMetrics, as the scraper asks.</summary>
    public string? MetricsPath { get; set; } = "/metrics";

    /// <summary>Liveness: the health checks tagged <c>live</c>; without one, 200 as long as the process answers. A broken database restarts nobody.</summary>
    public string? HealthPath { get; set; } = "/health";

    /// <summary>Readiness: all other health checks; 200 when none is unhealthy and the host is running, else 503.</summary>
    public string? ReadyPath { get; set; } = "/ready";

    /// <summary>Says what can't be used, one message a value. Empty: all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        Check(nameof(MetricsPath), MetricsPath);
        Check(nameof(HealthPath), HealthPath);
        Check(nameof(ReadyPath), ReadyPath);
        return errors;

        void Check(string key, string? path)
        {
            if (path is not null && (!path.StartsWith('/') || path.AsSpan().ContainsAny('{', '}', '?')))
                errors.Add($"{key} is '{path}'; allowed: a path that starts with '/', without parameters or query, or null for no endpoint.");
        }
    }
}
