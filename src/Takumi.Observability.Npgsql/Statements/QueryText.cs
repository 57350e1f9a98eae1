using System.Text;

namespace Takumi.Observability.Statements;

/// <summary>A statement's text without its data.</summary>
internal static class QueryText
{
    /// <summary>A longer text is cut off here, with an ellipsis.</summary>
    public const int MaxLength = 8_192;

    /// <summary>Every string and number becomes <c>?</c>, as OpenTelemetry asks (https://opentelemetry.io/docs/specs/semconv/database/database-spans/#sanitization-of-dbquerytext); comments go, as they can hold anything. Parameters are placeholders already.</summary>
    public static string WithoutLiterals(string text)
    {
        var scanner = new SqlScanner(text);
        var result = new StringBuilder(Math.Min(text.Length, MaxLength));
        var copied = 0;
        for (var token = scanner.Next(); token.Kind != SqlTokenKind.End; token = scanner.Next())
        {
            if (token.Kind is not (SqlTokenKind.Literal or SqlTokenKind.Comment))
                continue;
            result.Append(text, copied, token.Start - copied);
            if (token.Kind == SqlTokenKind.Literal)
                result.Append('?');
            copied = token.End;
            if (result.Length >= MaxLength)
                break;
        }

        if (result.Length < MaxLength)
            result.Append(text, copied, Math.Min(text.Length - copied, MaxLength - result.Length + 1));
        return result.Length > MaxLength ? result.ToString(0, MaxLength) + "…" : result.ToString().Trim();
    }
}
