using System.Text;

namespace Takumi.Observability.Exposition.Naming;

/// <summary>
/// Names in Prometheus' original character set: letters, digits and `_` (in metric names also `:`).
/// </summary>
internal static class LegacyName
{
    /// <summary>A metric name: other characters become `_`, a run of `_` becomes one.</summary>
    /// <remarks>OpenMetrics reserves names that begin with `_`, and a digit can't begin one: such a name begins with `metric_`.</remarks>
    public static string ForMetric(string name) => WithAllowedStart(Clean(name, allowColon: true), isLabel: false);

    /// <summary>A label name: other characters become `_`, a run of `_` becomes one.</summary>
    /// <remarks>OpenMetrics reserves labels that begin with `_`, and a digit can't begin one: such a label begins with `key_`.</remarks>
    public static string ForLabel(string name) => WithAllowedStart(Clean(name, allowColon: false), isLabel: true);

    /// <summary>The name, behind `metric_` or `key_` when it is empty or begins with a digit or with what is reserved.</summary>
    public static string WithAllowedStart(string name, bool isLabel)
    {
        var prefix = isLabel ? "key" : "metric";
        return name.Length == 0 ? prefix
            : name[0] == '_' ? prefix + name
            : char.IsAsciiDigit(name[0]) ? $"{prefix}_{name}"
            : name;
    }

    public static bool IsValid(string name, bool allowColon)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!IsAllowed(c, allowColon))
                return false;
        }
        return true;
    }

    public static bool IsAllowed(char c, bool allowColon) => char.IsAsciiLetterOrDigit(c) || c == '_' || (c == ':' && allowColon);

    public static string Clean(string text, bool allowColon)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var allowed = IsAllowed(c, allowColon) ? c : '_';
            if (allowed != '_' || clean.Length == 0 || clean[^1] != '_')
                clean.Append(allowed);
        }
        return clean.ToString();
    }
}
