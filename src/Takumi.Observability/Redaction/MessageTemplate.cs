using System.Collections;
using System.Globalization;
using System.Text;

namespace Takumi.Observability.Redaction;

/// <summary>
/// Renders a message template of Microsoft.Extensions.Logging: <c>{Name,alignment:format}</c>, doubled braces for single ones. The
/// same name twice takes the attributes of that name in turn, as the logging source does.
/// </summary>
internal static class MessageTemplate
{
    public static string Render(string template, IReadOnlyList<KeyValuePair<string, object?>> attributes)
    {
        var message = new StringBuilder(template.Length);
        var used = new bool[attributes.Count];
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                message.Append(c);
                i++;
            }
            else if (c == '{' && template.IndexOf('}', i) is > 0 and var end)
            {
                AppendHole(message, template.AsSpan(i + 1, end - i - 1), attributes, used);
                i = end;
            }
            else
            {
                message.Append(c);
            }
        }

        return message.ToString();
    }

    /// <summary>The text of a value as it stands in a message.</summary>
    public static string TextOf(object? value) => value switch
    {
        null => "(null)",
        string text => text,
        IEnumerable values => string.Join(", ", values.Cast<object?>().Select(static value => value ?? "(null)")),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void AppendHole(StringBuilder message, ReadOnlySpan<char> hole, IReadOnlyList<KeyValuePair<string, object?>> attributes, bool[] used)
    {
        var nameEnd = hole.IndexOfAny(',', ':');
        var name = nameEnd < 0 ? hole : hole[..nameEnd];
        var index = Find(name, attributes, used);
        if (index < 0)
        {
            message.Append('{').Append(hole).Append('}');
            return;
        }

        used[index] = true;
        var value = attributes[index].Value is IFormattable formattable and not IEnumerable ? formattable : (object)TextOf(attributes[index].Value);
        if (nameEnd < 0)
            message.Append(CultureInfo.InvariantCulture, $"{value}");
        else
            message.Append(string.Format(CultureInfo.InvariantCulture, string.Concat("{0", hole[nameEnd..], "}"), value));
    }

    private static int Find(ReadOnlySpan<char> name, IReadOnlyList<KeyValuePair<string, object?>> attributes, bool[] used)
    {
        var last = -1;
        for (var i = 0; i < attributes.Count; i++)
        {
            if (!name.Equals(attributes[i].Key, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!used[i])
                return i;
            last = i;
        }

        return last;
    }
}
