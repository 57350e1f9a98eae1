namespace Takumi.Observability.Exposition;

/// <summary>
/// What a scrape shows. The defaults give exactly the names and labels of the library's catalogue.
/// </summary>
public sealed class PrometheusOptions
{
    /// <summary>
    /// Adds the labels <c>otel_scope_name</c>, <c>otel_scope_version</c>, <c>otel_scope_schema_url</c> and the meter's own tags to every series.
    /// Off, because they double the size of a scrape and few queries use them.
    /// </summary>
    public bool ScopeLabels { get; set; }

    /// <summary>
    /// Adds <c>_created</c> samples (the time in seconds since 1970 at which a counter or histogram began) to OpenMetrics responses.
    /// Off, because to most servers they are series of their own: one more for each counter and histogram.
    /// </summary>
    public bool CreatedSeries { get; set; }

    /// <summary>
    /// Keeps dots and other characters of instrument and attribute names for a scraper that asks for UTF-8 names (<c>escaping=allow-utf-8</c>).
    /// Off, because recent Prometheus servers always ask, and every dashboard and alert would need other names than the catalogue's.
    /// </summary>
    public bool Utf8Names { get; set; }

    /// <summary>
    /// Attributes that a view dropped from a metric and that an exemplar may show all the same, by name. None unless named here: what a view drops is often
    /// personal or unbounded. They are written after the trace's ids, as far as OpenMetrics' 128 characters reach.
    /// </summary>
    public ISet<string> ExemplarAttributes { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// How long a scrape may take when it doesn't say so itself by <c>X-Prometheus-Scrape-Timeout-Seconds</c>. Then it is answered with 503.
    /// 10 s, which is Prometheus' own default.
    /// </summary>
    public TimeSpan ScrapeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Says what can't be used, one message a value.</summary>
    internal IReadOnlyList<string> Validate() => ScrapeTimeout <= TimeSpan.Zero || ScrapeTimeout > TimeSpan.FromHours(1)
        ? [$"{nameof(ScrapeTimeout)} is '{ScrapeTimeout}'; allowed: more than zero and at most one hour."]
        : [];
}
