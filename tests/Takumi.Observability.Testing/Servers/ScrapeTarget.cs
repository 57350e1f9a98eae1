namespace Takumi.Observability.Testing.Servers;

/// <summary>What a Prometheus server scrapes.</summary>
/// <param name="Job">The <c>job</c> label of every series from there.</param>
/// <param name="Address">The page, for example <c>http://127.0.0.1:5000/metrics</c>.</param>
public sealed record ScrapeTarget(string Job, Uri Address);
