using System.Globalization;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>The types that the value of a member may have.</summary>
internal static class MemberType
{
    private const int LongestWord = 32;
    private const int MostDigits = 29;

    public static bool Text(object value) => value is string;

    public static bool Integer(object value) => value is long;

    public static bool Object(object value) => value is Members;

    public static bool FormatNumber(object value) => value is 1L;

    public static bool Result(object value) => value is "success" or "failure";

    public static bool Id(object value) => Hex(value, 32);

    public static bool Hash(object value) => Hex(value, 64);

    public static bool SpanId(object value) => Hex(value, 16);

    public static bool Time(object value) =>
        value is string { Length: 24 } text
        && DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static bool Word(object value) =>
        value is string { Length: > 0 and <= LongestWord } text
        && text[0] is >= 'a' and <= 'z'
        && text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    public static bool Decimal(object value)
    {
        if (value is not string text)
            return false;
        var parts = (text.StartsWith('-') ? text[1..] : text).Split('.');
        return parts.Length <= 2
            && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit))
            && (parts[0] == "0" || parts[0][0] != '0')
            && parts.Sum(part => part.Length) <= MostDigits;
    }

    public static bool ObjectOfTexts(object value) => value is Members members && Enumerable.Range(0, members.Count).All(index => members[index].Value is string);

    private static bool Hex(object value, int digits) =>
        value is string text && text.Length == digits && text.All(digit => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
