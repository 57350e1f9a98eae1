using System.Collections.Frozen;
using System.Text;

namespace Takumi.Observability.Exposition.Naming;

/// <summary>
/// UCUM units as Prometheus words, by the table of OpenTelemetry's "Prometheus and OpenMetrics Compatibility".
/// A unit outside the table keeps its own text, cleaned to name characters.
/// </summary>
internal static class UnitName
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["d"] = "days", ["h"] = "hours", ["min"] = "minutes", ["s"] = "seconds",
        ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["TiBy"] = "tebibytes",
        ["kBy"] = "kilobytes", ["KBy"] = "kilobytes", ["MBy"] = "megabytes", ["GBy"] = "gigabytes", ["TBy"] = "terabytes",
        ["m"] = "meters", ["V"] = "volts", ["A"] = "amperes", ["J"] = "joules", ["W"] = "watts", ["g"] = "grams",
        ["Cel"] = "celsius", ["Hz"] = "hertz", ["%"] = "percent", ["1"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> WordsPer = new Dictionary<string, string>
    {
        ["s"] = "second", ["min"] = "minute", ["h"] = "hour", ["d"] = "day", ["wk"] = "week", ["mo"] = "month", ["a"] = "year",
        ["ms"] = "millisecond", ["us"] = "microsecond", ["ns"] = "nanosecond", ["m"] = "meter", ["By"] = "byte", ["1"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The suffix a unit adds to a name, without the underscore; empty when it adds none (`1`, `{request}`).</summary>
    public static string Translate(string? unit)
    {
        var plain = WithoutAnnotations(unit ?? "");
        var slash = plain.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return Word(plain, Words);

        var over = Word(plain[..slash], Words);
        var per = Word(plain[(slash + 1)..], WordsPer);
        return per.Length == 0 ? over : over.Length == 0 ? $"per_{per}" : $"{over}_per_{per}";
    }

    private static string Word(string unit, FrozenDictionary<string, string> words) =>
        words.TryGetValue(unit, out var word) ? word : LegacyName.Clean(unit, allowColon: false).Trim('_');

    private static string WithoutAnnotations(string unit)
    {
        if (!unit.Contains('{', StringComparison.Ordinal))
            return unit.Trim();

        var kept = new StringBuilder(unit.Length);
        var depth = 0;
        foreach (var c in unit)
        {
            if (c == '{')
                depth++;
            else if (c == '}' && depth > 0)
                depth--;
            else if (depth == 0)
                kept.Append(c);
        }
        return kept.ToString().Trim();
    }
}
