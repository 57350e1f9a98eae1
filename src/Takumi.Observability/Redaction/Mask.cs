using Takumi.Observability.Redaction.Shapes;

namespace Takumi.Observability.Redaction;

/// <summary>
/// The masks. Each takes the text of a value and returns what may leave the process; each gives the same text again for its
/// own output, and <see cref="Redacted"/> for a value that isn't of its shape, so that a typing mistake never leaks.
/// </summary>
public static class Mask
{
    /// <summary>What stands where a secret was.</summary>
    public const string Redacted = "[redacted]";

    /// <summary>What stands where a mask or a detector has thrown: the value itself is dropped.</summary>
    public const string Failed = "[redaction-failed]";

    /// <summary>Lets the value through as it is: exempts a name or a type from the built-in rules.</summary>
    public static string InClear(string value) => value;

    /// <summary>Replaces the whole value.</summary>
    public static string Secret(string value) => value.Length == 0 ? value : Redacted;

    /// <summary><c>user@example.com</c> becomes <c>u***@example.com</c>.</summary>
    public static string Email(string value)
    {
        var at = value.LastIndexOf('@');
        return at > 0 && !value.AsSpan().ContainsAny(CharacterSets.ListSeparators) && !char.IsSurrogate(value[0])
            ? string.Concat(value.AsSpan(0, 1), "***", value.AsSpan(at))
            : Secret(value);
    }

    /// <summary>First and last four characters of an address of any chain: <c>GABC…WXYZ</c>.</summary>
    public static string Wallet(string value)
    {
        if (value.Length == 9 && value[4] == '…')
            return value;
        return value.Length >= 20 && !value.AsSpan().ContainsAnyExcept(CharacterSets.AsciiLettersAndDigits)
            ? Ends(value)
            : Secret(value);
    }

    /// <summary>The last four digits of a phone number: <c>***4567</c>.</summary>
    public static string Phone(string value) => LastFourDigits(value, fewest: 7);

    /// <summary>The last four digits of a card number: <c>***1111</c>.</summary>
    public static string Card(string value) => LastFourDigits(value, fewest: 12);

    internal static Func<string, string> For(DataClass dataClass) => dataClass switch
    {
        DataClass.Email => Email,
        DataClass.Wallet => Wallet,
        DataClass.Phone => Phone,
        DataClass.Card => Card,
        _ => Secret,
    };

    internal static string Ends(ReadOnlySpan<char> address) => string.Concat(address[..4], "…", address[^4..]);

    private static string LastFourDigits(string value, int fewest)
    {
        Span<char> last = stackalloc char[4];
        var digits = 0;
        for (var i = value.Length - 1; i >= 0; i--)
        {
            if (!char.IsAsciiDigit(value[i]))
                continue;
            if (digits < last.Length)
                last[last.Length - 1 - digits] = value[i];
            digits++;
        }

        var masked = value.Length == 7 && digits == 4 && value.StartsWith("***", StringComparison.Ordinal);
        if (masked)
            return value;
        return digits >= fewest ? string.Concat("***", last) : Secret(value);
    }
}
