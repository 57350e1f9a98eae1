using System.Globalization;

namespace Takumi.Observability.Exposition.Negotiation;

/// <summary>
/// Reads the list headers of HTTP content negotiation (RFC 9110, 12.4 and 12.5): items apart by commas, parameters by semicolons.
/// </summary>
internal ref struct HeaderList(ReadOnlySpan<char> header)
{
    private ReadOnlySpan<char> _rest = header;

    /// <summary>The current item without its parameters.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>The current item's parameters, from the first semicolon on.</summary>
    public ReadOnlySpan<char> Parameters { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var item = Take(ref _rest, ',');
            var value = Take(ref item, ';').Trim();
            if (value.IsEmpty)
                continue;
            Value = value;
            Parameters = item;
            return true;
        }
        return false;
    }

    /// <summary>The current item's weight: 1 without a `q`, 0 with one that is none.</summary>
    public readonly double Quality()
    {
        var text = Parameter("q");
        if (text.IsEmpty)
            return 1;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) && quality <= 1 ? quality : 0;
    }

    /// <summary>The value of a parameter, without quotes; empty when it isn't there.</summary>
    public readonly ReadOnlySpan<char> Parameter(ReadOnlySpan<char> name)
    {
        var parameters = Parameters;
        while (!parameters.IsEmpty)
        {
            var value = Take(ref parameters, ';');
            if (Take(ref value, '=').Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return value.Trim().Trim('"');
        }
        return default;
    }

    // No separator occurs inside quotes in any value that is understood here, so quotes need no look at them.
    private static ReadOnlySpan<char> Take(scoped ref ReadOnlySpan<char> text, char separator)
    {
        var end = text.IndexOf(separator);
        var taken = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return taken;
    }
}
