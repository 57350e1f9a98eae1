namespace Takumi.Observability.Exposition.Naming;

/// <summary>
/// What a metric is called in a scrape: OpenTelemetry's name, the unit's word and, for a counter, `_total`.
/// </summary>
/// <param name="Base">The family's name without `_total`; this is the family name in OpenMetrics.</param>
/// <param name="Unit">The unit's word, empty when the name doesn't end with it (OpenMetrics then forbids a UNIT line).</param>
internal readonly record struct FamilyName(string Base, string Unit)
{
    private const string Total = "_total";

    /// <summary>Translates a metric's name by OpenTelemetry's rules, `UnderscoreEscapingWithSuffixes` or, with <paramref name="utf8"/>, `NoUTF8EscapingWithSuffixes`.</summary>
    public static FamilyName Translate(string name, string? unit, bool isCounter, bool utf8)
    {
        var text = utf8 ? name : LegacyName.ForMetric(name);
        if (isCounter && text.Length > Total.Length && text.EndsWith(Total, StringComparison.Ordinal))
            text = text[..^Total.Length];

        var word = UnitName.Translate(unit);
        if (word.Length > 0 && !EndsWithWord(text, word))
            text = text.EndsWith('_') ? text + word : $"{text}_{word}";

        return new FamilyName(text, text.EndsWith('_' + word, StringComparison.Ordinal) ? word : "");
    }

    /// <summary>The name of a counter's samples, by both formats, and of its family in the text format.</summary>
    public static string WithTotal(string baseName) => baseName + Total;

    public static string WithoutTotal(string name) => name[..^Total.Length];

    private static bool EndsWithWord(string text, string word) =>
        text.EndsWith(word, StringComparison.Ordinal)
        && (text.Length == word.Length || !char.IsLetterOrDigit(text[^(word.Length + 1)]));
}
