using System.Text.RegularExpressions;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Units in the case-sensitive form of the Unified Code for Units of Measure (https://ucum.org/ucum), as OpenTelemetry uses them.</summary>
internal static class UcumUnit
{
    private const string Prefix = "Y|Z|E|P|T|G|M|k|h|da|d|c|m|u|n|p|f|a|z|y";
    private const string Metric = "s|By|bit|g|m|l|L|A|K|Cel|mol|cd|Hz|N|Pa|J|W|C|V|F|Ohm|S|Wb|T|H|lm|lx|Bq|Gy|Sv|eV|cal";
    private const string Plain = "%|min|h|d|wk|mo|a|deg|\\[ppth\\]|\\[ppm\\]|\\[ppb\\]|\\[pptr\\]";
    private const string Annotation = @"\{[!-z|~]+\}";
    private const string Unit = $"(?:(?:(?:{Prefix})?(?:{Metric})|(?:Ki|Mi|Gi|Ti)(?:By|bit)|{Plain})(?:[+-]?[0-9]+)?|[1-9][0-9]*)(?:{Annotation})?|{Annotation}";

    private static readonly Regex s_unit = new($"^/?(?:{Unit})(?:[./](?:{Unit}))*$", RegexOptions.CultureInvariant);

    private static readonly Dictionary<string, string> s_meant = new(StringComparer.OrdinalIgnoreCase)
    {
        ["second"] = "s", ["seconds"] = "s", ["sec"] = "s", ["millisecond"] = "ms", ["milliseconds"] = "ms", ["minutes"] = "min", ["hours"] = "h", ["days"] = "d",
        ["byte"] = "By", ["bytes"] = "By", ["b"] = "By", ["kb"] = "KiBy", ["mb"] = "MiBy", ["bits"] = "bit", ["percent"] = "%", ["hertz"] = "Hz",
    };

    // What a TimeSpan is measured in, by how many of it make a second.
    private static readonly Dictionary<string, double> s_time = new()
    {
        ["s"] = 1, ["ms"] = 1e3, ["us"] = 1e6, ["ns"] = 1e9, ["min"] = 1 / 60.0, ["h"] = 1 / 3600.0, ["d"] = 1 / 86400.0,
    };

    public static bool IsValid(string unit) => unit.Length <= 63 && s_unit.IsMatch(unit);

    /// <summary>What the author most likely meant: a unit of UCUM, or the word as an annotation.</summary>
    public static string Suggest(string unit) =>
        s_meant.TryGetValue(unit, out var meant) ? meant : $"{{{Regex.Replace(unit, "[^!-z|~]", "_")}}}";

    /// <summary>How many of a unit of time make a second; null for any other unit.</summary>
    public static double? PerSecond(string? unit) => unit is not null && s_time.TryGetValue(unit, out var perSecond) ? perSecond : null;
}
