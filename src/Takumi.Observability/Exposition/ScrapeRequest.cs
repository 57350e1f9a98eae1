namespace Takumi.Observability.Exposition;

/// <summary>
/// What a scrape's HTTP request says: the headers as they came, null when absent. A header that came more than once is joined by commas.
/// </summary>
/// <param name="Method">The HTTP method; GET and HEAD are answered.</param>
public readonly record struct ScrapeRequest(string Method)
{
    /// <summary>The header `Accept`: which formats the scraper reads. Null gives Prometheus text 0.0.4.</summary>
    public string? Accept { get; init; }

    /// <summary>The header `Accept-Encoding`. `gzip` is the one that is understood.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>The header `X-Prometheus-Scrape-Timeout-Seconds`: for how long the scraper waits.</summary>
    public string? ScrapeTimeoutSeconds { get; init; }
}
