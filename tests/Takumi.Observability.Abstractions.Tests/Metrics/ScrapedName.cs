namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>The name that a scrape shows, written from OpenTelemetry's rules for Prometheus, apart from the code that writes the scrape.</summary>
internal static class ScrapedName
{
    public static string Of(MetricDefinition metric)
    {
        var unit = metric.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "%" => "_percent",
            null or ['{', .., '}'] => "",
            var other => throw new ArgumentException($"The unit {other} of {metric.Name} has no name here."),
        };

        return metric.Name.Replace('.', '_') + unit + (metric.Kind == InstrumentKind.Counter ? "_total" : "");
    }
}
