using System.Collections;

namespace Takumi.Observability.Redaction;

/// <summary>
/// The attributes of a log record or scope after redaction, and the message that belongs to them. Its text is that message, as
/// formatters that print a scope expect.
/// </summary>
internal sealed class RedactedAttributes(KeyValuePair<string, object?>[] attributes, RedactionPolicy policy) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>The name under which Microsoft.Extensions.Logging passes the message template.</summary>
    public const string OriginalFormat = "{OriginalFormat}";

    public int Count => attributes.Length;

    public KeyValuePair<string, object?> this[int index] => attributes[index];

    /// <summary>Redacts attributes; the same reference when there was nothing to redact.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>> Redact(IReadOnlyList<KeyValuePair<string, object?>> attributes, RedactionPolicy policy)
    {
        KeyValuePair<string, object?>[]? redacted = null;
        var count = attributes.Count;
        for (var i = 0; i < count; i++)
        {
            var attribute = attributes[i];
            var value = attribute is { Key: OriginalFormat, Value: string template }
                ? policy.RedactTemplate(template)
                : policy.Redact(attribute.Key, attribute.Value);
            if (redacted is null && !ReferenceEquals(value, attribute.Value))
                redacted = [.. attributes];
            if (redacted is not null)
                redacted[i] = new(attribute.Key, value);
        }

        return redacted is null ? attributes : new RedactedAttributes(redacted, policy);
    }

    /// <summary>
    /// The message, written anew from its template: the one that the application made holds the values of holes such as
    /// <c>{Password}</c>, which nothing but their name gives away. Without a template the raw texts are looked for in it.
    /// </summary>
    public string RedactMessage(string message, IReadOnlyList<KeyValuePair<string, object?>> original)
    {
        if (Template is { } template)
            return policy.RedactText(MessageTemplate.Render(template, this));

        for (var i = 0; i < attributes.Length; i++)
        {
            if (!ReferenceEquals(attributes[i].Value, original[i].Value)
                && MessageTemplate.TextOf(original[i].Value) is { Length: > 0 } raw)
                message = message.Replace(raw, MessageTemplate.TextOf(attributes[i].Value), StringComparison.Ordinal);
        }

        return policy.RedactText(message);
    }

    /// <inheritdoc/>
    public override string ToString() => Template is { } template
        ? policy.RedactText(MessageTemplate.Render(template, this))
        : string.Join(", ", attributes.Select(static attribute => $"{attribute.Key}: {MessageTemplate.TextOf(attribute.Value)}"));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => attributes.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string? Template
    {
        get
        {
            foreach (var (key, value) in attributes)
            {
                if (key == OriginalFormat && value is string template)
                    return template;
            }

            return null;
        }
    }
}
