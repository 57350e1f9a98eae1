using System.Globalization;
using System.Text;

namespace Takumi.Observability.Exposition.Naming;

/// <summary>
/// Prometheus' escaping schemes for names (prometheus.io, "UTF-8 metric and label name escaping schemes").
/// </summary>
internal static class NameEscaping
{
    public static string ToToken(NameScheme scheme) => scheme switch
    {
        NameScheme.AllowUtf8 => "allow-utf-8",
        NameScheme.Dots => "dots",
        NameScheme.Values => "values",
        _ => "underscores",
    };

    public static NameScheme? FromToken(ReadOnlySpan<char> token) => token switch
    {
        "" or "underscores" => NameScheme.Underscores,
        "allow-utf-8" => NameScheme.AllowUtf8,
        "dots" => NameScheme.Dots,
        "values" => NameScheme.Values,
        _ => null,
    };

    /// <summary>The name as the scheme writes it. Only <see cref="NameScheme.AllowUtf8"/> may give a name that needs quotes.</summary>
    public static string Apply(NameScheme scheme, string name, bool isLabel)
    {
        if (scheme == NameScheme.Underscores)
            return isLabel ? LegacyName.ForLabel(name) : LegacyName.ForMetric(name);

        var allowed = LegacyName.WithAllowedStart(name, isLabel);
        return scheme switch
        {
            // A first character that is no legacy one became `_` on the way.
            NameScheme.Dots => LegacyName.WithAllowedStart(Dots(allowed, isLabel), isLabel),
            NameScheme.Values => LegacyName.IsValid(allowed, !isLabel) ? allowed : Values(allowed, isLabel),
            _ => WellFormed(allowed),
        };
    }

    private static string Dots(string name, bool isLabel)
    {
        var escaped = new StringBuilder(name.Length + 16);
        foreach (var rune in name.EnumerateRunes())
        {
            var allowed = rune.IsAscii && LegacyName.IsAllowed((char)rune.Value, !isLabel);
            if (rune.Value == '.')
                escaped.Append("_dot_");
            else if (rune.Value == '_')
                escaped.Append("__");
            else if (allowed && (escaped.Length > 0 || !char.IsAsciiDigit((char)rune.Value)))
                escaped.Append((char)rune.Value);
            else
                escaped.Append('_');
        }
        return escaped.ToString();
    }

    private static string Values(string name, bool isLabel)
    {
        var escaped = new StringBuilder("U__", name.Length + 16);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value == '_')
                escaped.Append("__");
            else if (rune.IsAscii && LegacyName.IsAllowed((char)rune.Value, !isLabel))
                escaped.Append((char)rune.Value);
            else
                escaped.Append('_').Append(rune.Value.ToString("X", CultureInfo.InvariantCulture)).Append('_');
        }
        return escaped.ToString();
    }

    // A lone surrogate has no UTF-8 form: it becomes U+FFFD here, so that two names that would be written alike also compare alike.
    private static string WellFormed(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            text.Append(rune.ToString());
        return text.ToString();
    }
}
