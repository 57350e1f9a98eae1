using Takumi.Observability.Exposition.Naming;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// A format that a scrape can be answered in: the kind of text, its version and how names are escaped.
/// </summary>
internal readonly record struct ExpositionFormat(bool OpenMetrics, string Version, NameScheme Escaping)
{
    /// <summary>Prometheus text 0.0.4: the answer to whoever doesn't say what it reads.</summary>
    public static ExpositionFormat Default { get; } = new(OpenMetrics: false, "0.0.4", NameScheme.Underscores);

    /// <summary>The response's content type; it names the escaping from version 1.0.0 on.</summary>
    public string ContentType
    {
        get
        {
            var type = OpenMetrics ? "application/openmetrics-text" : "text/plain";
            var escaping = Version == "1.0.0" ? $"; escaping={NameEscaping.ToToken(Escaping)}" : "";
            return $"{type}; version={Version}; charset=utf-8{escaping}";
        }
    }

    /// <summary>Names without UTF-8 are the same by every scheme but `dots`, which writes even `_` in its own way.</summary>
    public ExpositionLayout Layout(bool utf8Names) =>
        new(OpenMetrics, utf8Names || Escaping == NameScheme.Dots ? Escaping : NameScheme.Underscores);
}
