using System.Buffers;

namespace Takumi.Observability.Format;

/// <summary>The typed strings of a line: times, ids, hashes, decimals, words.</summary>
internal static class TextForms
{
    private static readonly SearchValues<byte> s_hex = SearchValues.Create("0123456789abcdef"u8);
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> s_word = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_"u8);

    public static bool Fits(ReadOnlySpan<byte> text, MemberType type) => type switch
    {
        MemberType.Id => text.Length == 32 && !text.ContainsAnyExcept(s_hex),
        MemberType.SpanId => text.Length == 16 && !text.ContainsAnyExcept(s_hex),
        MemberType.Hash => text.Length == 64 && !text.ContainsAnyExcept(s_hex),
        MemberType.Time => IsTime(text),
        MemberType.Decimal => IsDecimal(text),
        MemberType.Word => text.Length is > 0 and <= 32 && text[0] is >= (byte)'a' and <= (byte)'z' && !text.ContainsAnyExcept(s_word),
        MemberType.Result => text.SequenceEqual("success"u8) || text.SequenceEqual("failure"u8),
        _ => true,
    };

    public static string Describe(MemberType type) => type switch
    {
        MemberType.Id => "32 lower-case hexadecimal digits are expected",
        MemberType.SpanId => "16 lower-case hexadecimal digits are expected",
        MemberType.Hash => "64 lower-case hexadecimal digits are expected",
        MemberType.Time => "a UTC time with milliseconds is expected, such as 2026-11-22T08:19:03.123Z",
        MemberType.Decimal => "a decimal of at most 29 digits, without exponent or leading zero, is expected",
        MemberType.Word => "a word of at most 32 lower-case letters, digits and underscores is expected",
        MemberType.Result => "'success' or 'failure' is expected",
        _ => "a string is expected",
    };

    private static bool IsTime(ReadOnlySpan<byte> t)
    {
        if (t.Length != 24 || t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' || t[16] != ':' || t[19] != '.' || t[23] != 'Z')
            return false;
        int year = Number(t[..4]), month = Number(t[5..7]), day = Number(t[8..10]);
        int hour = Number(t[11..13]), minute = Number(t[14..16]), second = Number(t[17..19]), milliseconds = Number(t[20..23]);
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59 && milliseconds >= 0;
    }

    /// <summary>The number, or far below zero if a byte is no digit.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var b in digits)
        {
            var digit = (uint)(b - '0');
            if (digit > 9)
                return -1;
            value = value * 10 + (int)digit;
        }

        return value;
    }

    private static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'-', ..])
            text = text[1..];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        return whole.Length > 0
            && (point < 0 || fraction.Length > 0)
            && (whole.Length == 1 || whole[0] != '0')
            && whole.Length + fraction.Length <= 29
            && !whole.ContainsAnyExcept(s_digits)
            && !fraction.ContainsAnyExcept(s_digits);
    }
}
