using System.Buffers;
using Takumi.Observability.Redaction.Names;

namespace Takumi.Observability.Redaction.Shapes;

/// <summary>
/// Where the value behind a name starts and ends in free text. In doubt it is longer: too much is masked rather than too little.
/// </summary>
internal readonly record struct KeyedValue(int Start, int Length)
{
    private static readonly SearchValues<char> Stops = SearchValues.Create(" \t\r\n;&<\"'`,)}]>|");
    private static readonly SearchValues<char> LineEnd = SearchValues.Create("\r\n");

    /// <summary>A mask that knows its shape needs no more; without a bound "email:email:email:…" would be read over and over.</summary>
    private const int LongestShape = 256;

    /// <summary>More backslashes than nested quoting writes; such a value runs to the end of the text.</summary>
    private const int MostEscapes = 7;

    /// <summary>Reads the value that starts behind a separator.</summary>
    public static KeyedValue Read(ReadOnlySpan<char> text, int start, NameRule rule, char enclosingQuote)
    {
        // "=>", ":=", "==" are separators as well.
        while (start < text.Length && text[start] is ' ' or '\t' or '=' or '>' or ':')
            start++;

        if (rule.IsShaped && text.Length - start > LongestShape)
            text = text[..(start + LongestShape)];

        var escapes = 0;
        while (start + escapes < text.Length && text[start + escapes] == '\\')
            escapes++;
        if (start + escapes < text.Length && text[start + escapes] is '"' or '\'')
        {
            var begin = start + escapes + 1;
            return Between(begin, escapes > MostEscapes ? text.Length : ClosingQuote(text, begin, text[begin - 1], escapes));
        }

        if (rule.TakesLine)
            return Between(start, LineEndFrom(text, start, enclosingQuote));

        var end = rule.IsNumber ? NumberEnd(text, start) : WordEnd(text, start);
        if (rule.IsSecret && text[start..end] is { Length: 5 or 6 } scheme && IsScheme(scheme) && end + 1 < text.Length && text[end] == ' ')
            end = WordEnd(text, end + 1);
        return Between(start, end);
    }

    private static KeyedValue Between(int start, int end) => new(start, end - start);

    /// <summary>
    /// The closing quote: written with as many backslashes as the opening one, and not doubled, which is how SQL and connection
    /// strings write a quote inside of quotes. A text that is cut off ends the value.
    /// </summary>
    private static int ClosingQuote(ReadOnlySpan<char> text, int start, char quote, int escapes)
    {
        for (var i = start; ; i++)
        {
            var found = text[i..].IndexOf(quote);
            if (found < 0)
                return text.Length;

            i += found;
            var backslashes = 0;
            while (i - backslashes > start && text[i - backslashes - 1] == '\\')
                backslashes++;
            if (escapes == 0 ? backslashes % 2 != 0 : backslashes > escapes)
                continue;
            if (escapes == 0 && i > start && i + 1 < text.Length && text[i + 1] == quote)
                i++;
            else
                return i - Math.Min(escapes, backslashes);
        }
    }

    private static int LineEndFrom(ReadOnlySpan<char> text, int start, char enclosingQuote)
    {
        var end = EndOf(text, start, text[start..].IndexOfAny(LineEnd));
        return enclosingQuote == '\0' ? end : EndOf(text[..end], start, text[start..end].IndexOf(enclosingQuote));
    }

    private static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        // What stands for a masked value has a bracket at its end, which is no part of what follows.
        var masked = text[start..].StartsWith(Mask.Redacted) ? start + Mask.Redacted.Length
            : text[start..].StartsWith(Mask.Failed) ? start + Mask.Failed.Length
            : start;
        if (masked > start && (masked == text.Length || IsEnd(text, masked)))
            return masked;

        for (var i = start; ; i++)
        {
            var found = text[i..].IndexOfAny(Stops);
            if (found < 0)
                return text.Length;

            i += found;
            if (IsEnd(text, i))
                return text[start..i].TrimEnd('\\').Length + start;
        }
    }

    /// <summary>
    /// Brackets, quotes and commas can be part of a password: they end it before a blank, another such character or the end,
    /// and a comma also before the next key, as in <c>password=a,user=b</c>.
    /// </summary>
    private static bool IsEnd(ReadOnlySpan<char> text, int index)
    {
        if (!Stops.Contains(text[index]))
            return false;
        if (text[index] is ' ' or '\t' or '\r' or '\n' or ';' or '&' or '<' || index + 1 == text.Length || Stops.Contains(text[index + 1]))
            return true;
        if (text[index] != ',')
            return false;

        var next = index + 1;
        while (next < text.Length && next - index < 32 && (char.IsAsciiLetterOrDigit(text[next]) || text[next] is '_' or '-' or '.'))
            next++;
        return next < text.Length && text[next] is '=' or ':';
    }

    private static int NumberEnd(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        for (var i = start; i < text.Length && i - start < 32 && (char.IsAsciiDigit(text[i]) || text[i] is ' ' or '-' or '(' or ')' or '+' or '.' or '*'); i++)
        {
            if (char.IsAsciiDigit(text[i]))
                end = i + 1;
        }

        return end;
    }

    private static bool IsScheme(ReadOnlySpan<char> word) =>
        word.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || word.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    private static int EndOf(ReadOnlySpan<char> text, int start, int found) => found < 0 ? text.Length : start + found;
}
