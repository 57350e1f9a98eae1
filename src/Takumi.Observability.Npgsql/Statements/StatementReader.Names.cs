using System.Text;

namespace Takumi.Observability.Statements;

internal ref partial struct StatementReader
{
    // PostgreSQL cuts an identifier off after 63 bytes: nothing longer names a table.
    private const int MaxIdentifier = 63;

    private readonly bool IsName => _token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    /// <summary>A name with its qualifiers, as the server sees it: what is not quoted in lower case. Null when none stands here.</summary>
    private string? ReadName()
    {
        if (!IsName)
            return null;

        var name = ReadIdentifier();
        while (IsSymbol('.'))
        {
            Next();
            if (!IsName)
                return name;
            name = $"{name}.{ReadIdentifier()}";
            if (name.Length > 4 * MaxIdentifier)
                return name;
        }

        return name;
    }

    private string ReadIdentifier()
    {
        var identifier = _token.Kind == SqlTokenKind.Word ? Folded(Word) : Unquoted(Word);
        Next();
        return identifier;
    }

    private static string Folded(ReadOnlySpan<char> word)
    {
        var kept = word[..Math.Min(word.Length, MaxIdentifier)];
        Span<char> lower = stackalloc char[kept.Length];
        kept.ToLowerInvariant(lower);
        return lower.ToString();
    }

    private static string Unquoted(ReadOnlySpan<char> quoted)
    {
        var name = new StringBuilder();
        for (var i = quoted.IndexOf('"') + 1; i < quoted.Length && name.Length < MaxIdentifier; i++)
        {
            if (quoted[i] == '"' && (++i == quoted.Length || quoted[i] != '"'))
                break;
            name.Append(quoted[i]);
        }

        return name.ToString();
    }
}
