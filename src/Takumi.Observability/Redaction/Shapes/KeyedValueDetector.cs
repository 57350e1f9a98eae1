using System.Buffers;
using Takumi.Observability.Redaction.Names;

namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// A value behind its name: <c>password=…</c>, <c>"apiKey": "…"</c>, <c>Authorization: Bearer …</c>, <c>?access_token=…</c>, a connection
/// string's <c>Password="a;b"</c>. Which names, and what is done to the value, is said by the <see cref="NameTable"/>.
/// </summary>
/// <param name="names">The rules.</param>
/// <param name="keepHoles">Leaves <c>password={Password}</c> alone: for message templates, whose holes are names and no values.</param>
internal sealed class KeyedValueDetector(NameTable names, bool keepHoles) : IMarkedShapeDetector
{
    /// <summary>How much before a separator is read as a name; a longer name's end decides as well.</summary>
    private const int LongestName = 64;

    private const string SeparatorCharacters = ":=";

    private static readonly SearchValues<char> Separators = SearchValues.Create(SeparatorCharacters);

    public string Marks => SeparatorCharacters;

    public bool TryFind(ReadOnlySpan<char> text, int start, out ShapeMatch match)
    {
        // A value can end in a separator, "password: Authorization: Bearer …": the next one's name is what was masked.
        for (var at = Math.Max(0, start - 1); ; at++)
        {
            var found = text[at..].IndexOfAny(Separators);
            if (found < 0)
            {
                match = default;
                return false;
            }

            at += found;
            var nameEnd = NameEnd(text[..at]);
            if (nameEnd == 0 || !char.IsAsciiLetterOrDigit(text[nameEnd - 1]))
                continue;

            var name = text[Math.Max(0, nameEnd - LongestName)..nameEnd];
            if (names.Match(name, inText: true, out var isPlural) is not { IsInClear: false } rule)
                continue;

            var value = KeyedValue.Read(text, at + 1, rule, EnclosingQuote(text, at, nameEnd));
            if (value.Start >= start && !(keepHoles && IsHole(text, value)) && TryMask(text.Slice(value.Start, value.Length), rule, isPlural) is { } replacement)
            {
                match = new ShapeMatch(value.Start, value.Length, replacement);
                return true;
            }
        }
    }

    private static bool IsHole(ReadOnlySpan<char> text, KeyedValue value)
    {
        var end = value.Start + value.Length;
        return value.Length > 0 && text[value.Start] == '{' && (text[end - 1] == '}' || (end < text.Length && text[end] == '}'));
    }

    private static string? TryMask(ReadOnlySpan<char> value, NameRule rule, bool isPlural)
    {
        if (value.IsEmpty || value is "null" or "true" or "false" or Mask.Redacted or Mask.Failed
            || (isPlural && !value.ContainsAnyExcept(CharacterSets.Digits)))
            return null;
        if (rule.IsSecret)
            return Mask.Redacted;

        var text = value.ToString();
        var masked = rule.Mask(text);
        return masked == text || (rule.IsShaped && masked == Mask.Redacted) ? null : masked;
    }

    /// <summary>The end of the name before a separator: blanks, a closing quote and its escapes lie between.</summary>
    private static int NameEnd(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd(' ');
        return text.EndsWith('"') || text.EndsWith('\'') ? text[..^1].TrimEnd('\\').Length : text.Length;
    }

    /// <summary>The quote that opens before the name and not behind it, as in curl -H "Authorization: Bearer …": it ends the value.</summary>
    private static char EnclosingQuote(ReadOnlySpan<char> text, int separator, int nameEnd)
    {
        if (separator != nameEnd)
            return '\0';

        var begin = nameEnd;
        while (begin > 0 && nameEnd - begin < LongestName && (char.IsAsciiLetterOrDigit(text[begin - 1]) || text[begin - 1] is '-' or '_' or '.'))
            begin--;
        return begin > 0 && text[begin - 1] is '"' or '\'' ? text[begin - 1] : '\0';
    }
}
