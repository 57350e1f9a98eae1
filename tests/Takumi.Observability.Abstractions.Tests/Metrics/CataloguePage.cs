using System.Globalization;
using System.Text.RegularExpressions;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>Reads the tables of the catalogue page, in which a row may hold several metrics: <c>a / b</c>.</summary>
internal static partial class CataloguePage
{
    private static readonly Dictionary<string, InstrumentKind> s_kinds = new()
    {
        ["counter"] = InstrumentKind.Counter,
        ["up-down"] = InstrumentKind.UpDownCounter,
        ["gauge"] = InstrumentKind.Gauge,
        ["histogram"] = InstrumentKind.Histogram,
    };

    private static readonly Dictionary<string, double[]> s_defaults = new()
    {
        ["s"] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        ["By"] = [.. Enumerable.Range(0, 9).Select(i => 1024 * Math.Pow(4, i))],
        ["{stroop}"] = [1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9],
        ["{cost}"] = [0.001, 0.01, 0.1, 1, 10, 100, 1000],
    };

    public static IReadOnlyList<PageMetric> Read(string page) =>
    [
        .. page.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| instrument ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries))
            .SelectMany(ReadRow),
    ];

    private static IEnumerable<PageMetric> ReadRow(string[] cells)
    {
        var names = cells[0].Split(" / ");
        var kinds = cells[1].Split(" / ");
        var labels = cells[2].Split(" / ");
        var scraped = Remark().Replace(cells[3], "").Split(" / ");
        return names.Select((name, i) =>
        {
            var (kind, unit, boundaries) = ReadKind(kinds, i);
            return new PageMetric(name, kind, unit, boundaries, ReadLabels(labels.Length == names.Length ? labels[i] : labels[0], name), scraped[i].Trim());
        });
    }

    // "histogram s, 0.1 0.5 / 1 2": a part that begins with a number has the first one's kind and unit.
    private static (InstrumentKind Kind, string? Unit, IReadOnlyList<double> Boundaries) ReadKind(string[] kinds, int index)
    {
        var part = kinds.Length > index ? kinds[index] : kinds[0];
        if (char.IsDigit(part[0]))
            part = $"{kinds[0].Split(',')[0]}, {part}";

        var halves = part.Split(',', 2, StringSplitOptions.TrimEntries);
        var words = halves[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kind = s_kinds[words[0]];
        var unit = words.Length > 1 ? words[1] : null;
        if (kind != InstrumentKind.Histogram)
            return (kind, unit, []);

        return (kind, unit, halves.Length == 1 ? s_defaults[unit!] : [.. halves[1].Split(' ').Select(b => double.Parse(b, CultureInfo.InvariantCulture))]);
    }

    // "a, b: x, y" names values of b; so does "b (x, y)"; "(verified: b)" is a label of the metric that ends so; "(b: opt-in, bounded)" is one to opt in to.
    private static Dictionary<string, string[]> ReadLabels(string cell, string metric)
    {
        var labels = new Dictionary<string, string[]>();
        var values = Values().Match(cell);
        foreach (Match remark in Remark().Matches(cell))
        {
            var halves = remark.Groups[1].Value.Split(':', StringSplitOptions.TrimEntries);
            if (halves.Length == 2 && halves[1].StartsWith("opt-in", StringComparison.Ordinal))
                labels[halves[0]] = [];
            else if (halves.Length == 2 && metric.EndsWith(halves[0], StringComparison.Ordinal))
                labels[halves[1]] = [];
        }

        foreach (var name in Remark().Replace(cell, "").Split(':')[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(n => n != "–"))
            labels[name] = [];

        if (values.Success)
            labels[values.Groups[1].Value] = values.Groups[2].Value.Trim(')').Split(',', StringSplitOptions.TrimEntries);

        return labels;
    }

    [GeneratedRegex(@"\s*\(([^)]*)\)")]
    private static partial Regex Remark();

    [GeneratedRegex(@"([a-z_]+)(?:: | \()([a-z_0-9]+(?:, [a-z_0-9]+)+\)?)$")]
    private static partial Regex Values();
}
