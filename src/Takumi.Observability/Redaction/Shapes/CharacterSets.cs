using System.Buffers;

namespace Takumi.Observability.Redaction.Shapes;

/// <summary>Sets of characters that the detectors search by, vectorized.</summary>
internal static class CharacterSets
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static readonly SearchValues<char> AsciiLettersAndDigits = SearchValues.Create(Letters + "0123456789");

    /// <summary>A set rather than the range overloads: those box their bounds until the caller is compiled with optimization.</summary>
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>RFC 4648, section 5.</summary>
    public static readonly SearchValues<char> Base64Url = SearchValues.Create(Letters + "0123456789-_");

    /// <summary>RFC 4648, section 6.</summary>
    public static readonly SearchValues<char> Base32 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

    /// <summary>What separates several values in one text.</summary>
    public static readonly SearchValues<char> ListSeparators = SearchValues.Create(" \t\r\n,;");

    /// <summary>What can't be inside of a URL in running text.</summary>
    public static readonly SearchValues<char> UrlEnd = SearchValues.Create(" \t\r\n\"'<>`");

    /// <summary>
    /// Whether something that is written in letters or digits can begin here: the character before is neither, or is the
    /// letter of an escape such as \n in a quoted text.
    /// </summary>
    public static bool CanBeginAt(ReadOnlySpan<char> text, int index) =>
        index == 0
        || !char.IsLetterOrDigit(text[index - 1])
        || (index >= 2 && text[index - 1] is 'n' or 'r' or 't' && text[index - 2] == '\\');

    /// <summary>Whether something that is written in letters or digits can end before this index.</summary>
    public static bool CanEndAt(ReadOnlySpan<char> text, int index) =>
        index == text.Length || !char.IsLetterOrDigit(text[index]);
}
