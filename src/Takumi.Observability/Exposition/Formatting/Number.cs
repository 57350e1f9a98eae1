using System.Globalization;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Numbers as both formats read them, which is by Go's `ParseFloat`. Every value survives the round trip bit for bit.
/// </summary>
internal static class Number
{
    /// <summary>More than any number takes: the longest double has 24 characters, a long 20.</summary>
    public const int MaxLength = 32;

    // Up to 2^53 every whole double is a long of the same value, and a long is written much faster.
    private const double MaxPlainInteger = 1L << 53;

    public static int Write(Span<byte> destination, long value)
    {
        value.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>Writes a double; <paramref name="markFloat"/> adds `.0` to a whole one, as OpenMetrics tells floats from integers.</summary>
    public static int Write(Span<byte> destination, double value, bool markFloat)
    {
        int written;
        if (Math.Abs(value) < MaxPlainInteger && value == Math.Truncate(value) && !IsNegativeZero(value))
        {
            written = Write(destination, (long)value);
            if (markFloat)
            {
                ".0"u8.CopyTo(destination[written..]);
                written += 2;
            }
            return written;
        }
        if (!double.IsFinite(value))
            return WriteNonFinite(destination, value);

        value.TryFormat(destination, out written, "R", CultureInfo.InvariantCulture);
        if (markFloat && destination[..written].IndexOfAny((byte)'.', (byte)'E') < 0)
        {
            ".0"u8.CopyTo(destination[written..]);
            written += 2;
        }
        return written;
    }

    /// <summary>
    /// The value of an `le` label. The text format writes it plainly; OpenMetrics has a canonical form, Go's `%g` with `.0` for whole numbers
    /// (OpenMetrics 1.0, "Canonical Numbers"), because label values are compared as text.
    /// </summary>
    public static string Bound(double bound, bool canonical)
    {
        if (double.IsPositiveInfinity(bound))
            return "+Inf";
        Span<byte> plain = stackalloc byte[MaxLength];
        var text = System.Text.Encoding.ASCII.GetString(plain[..Write(plain, bound, markFloat: false)]);
        return canonical ? Canonical(bound, text) : text;
    }

    // Go goes over to an exponent below 1e-4 and from 1e+06 on.
    private static string Canonical(double bound, string text)
    {
        var magnitude = Math.Abs(bound);
        if (magnitude != 0 && magnitude is < 1e-4 or >= 1e6)
            return Scientific(bound.ToString("R", CultureInfo.InvariantCulture));
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    // "1048576" → "1.048576e+06", "5E-05" → "5e-05": one digit before the point, no trailing zeros, an exponent of at least two digits.
    private static string Scientific(string text)
    {
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var sign = mantissa.StartsWith('-') ? "-" : "";
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - sign.Length - 1;
        var digits = mantissa[sign.Length..].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static int WriteNonFinite(Span<byte> destination, double value)
    {
        var text = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
        text.CopyTo(destination);
        return text.Length;
    }

    private static bool IsNegativeZero(double value) => value == 0 && double.IsNegative(value);
}
