using Takumi.Observability.Exposition.Formatting;
using Takumi.Observability.Exposition.Naming;

namespace Takumi.Observability.Exposition.Negotiation;

/// <summary>
/// Chooses format and compression from a scrape's headers, as Prometheus' "Scrape protocol content negotiation" says.
/// </summary>
internal static class ContentNegotiation
{
    /// <summary>The format with the highest weight among those spoken here, the first of equals; text 0.0.4 when there is none.</summary>
    public static ExpositionFormat ChooseFormat(string? accept)
    {
        var (best, bestQuality) = (ExpositionFormat.Default, 0.0);
        var items = new HeaderList(accept);
        while (items.MoveNext())
        {
            if (Match(items) is { } format && items.Quality() is var quality && quality > bestQuality)
                (best, bestQuality) = (format, quality);
        }
        return best;
    }

    /// <summary>Whether gzip is accepted and not liked less than no compression.</summary>
    public static bool AcceptsGzip(string? acceptEncoding)
    {
        double? gzip = null, identity = null, any = null;
        var items = new HeaderList(acceptEncoding);
        while (items.MoveNext())
        {
            var quality = items.Quality();
            if (items.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) || items.Value.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
                gzip = quality;
            else if (items.Value.Equals("identity", StringComparison.OrdinalIgnoreCase))
                identity = quality;
            else if (items.Value is "*")
                any = quality;
        }
        var weight = gzip ?? any ?? 0;
        return weight > 0 && weight >= (identity ?? 0);
    }

    private static ExpositionFormat? Match(in HeaderList item)
    {
        var version = item.Parameter("version");
        if (NameEscaping.FromToken(item.Parameter("escaping")) is not { } escaping)
            return null;

        if (item.Value.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase))
        {
            return version switch
            {
                "" or "1.0.0" => new ExpositionFormat(OpenMetrics: true, "1.0.0", escaping),
                "0.0.1" => new ExpositionFormat(OpenMetrics: true, "0.0.1", NameScheme.Underscores),
                _ => null,
            };
        }
        if (item.Value.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
        {
            return version switch
            {
                "1.0.0" => new ExpositionFormat(OpenMetrics: false, "1.0.0", escaping),
                "" or "0.0.4" => ExpositionFormat.Default,
                _ => null,
            };
        }
        return item.Value is "*/*" or "text/*" ? ExpositionFormat.Default : null;
    }
}
