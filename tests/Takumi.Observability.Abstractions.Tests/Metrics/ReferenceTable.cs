using System.Text;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>The README's table of metrics, from the manifest.</summary>
internal static class ReferenceTable
{
    public static string Write(TelemetryManifest manifest)
    {
        var text = new StringBuilder();
        foreach (var family in manifest.Metrics.GroupBy(m => m.DeclaredBy.Split('.')[^1]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append("\n**").Append(family.Key).Append("**\n\n| instrument | kind, unit | labels | scraped as | what it says |\n|---|---|---|---|---|\n");
            foreach (var metric in family)
                text.Append($"| `{metric.Name}` | {Kind(metric)} | {Labels(metric)} | `{ScrapedName.Of(metric)}` | {metric.Description} |\n");
        }

        return text.ToString();
    }

    private static string Kind(MetricDefinition metric)
    {
        var kind = metric.Kind == InstrumentKind.UpDownCounter ? "up-down" : metric.Kind.ToString().ToLowerInvariant();
        var boundaries = metric.Boundaries.Count == 0 ? "" : $", {string.Join(" ", metric.Boundaries)}";
        return $"{kind}{(metric.Unit is null ? "" : " " + metric.Unit)}{boundaries}";
    }

    private static string Labels(MetricDefinition metric) => metric.Labels.Count == 0 ? "–" : string.Join("; ", metric.Labels.Select(label =>
        label.Name + (label.Values.Count > 0 ? $": {string.Join(", ", label.Values)}" : $" (≤ {label.Limit}{(label.IsOptional ? ", opt-in" : "")})")));
}
