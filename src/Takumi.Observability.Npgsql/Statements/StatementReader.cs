namespace Takumi.Observability.Statements;

/// <summary>
/// Finds operation and table by reading the tokens once, front to back, as far as PostgreSQL's grammar (https://www.postgresql.org/docs/current/sql-commands.html) is needed for it.
/// Never throws, whatever the text: what makes no sense has no operation or no table.
/// </summary>
internal ref partial struct StatementReader
{
    // What is nested deeper is skipped, not entered: the stack of the caller is no place for hostile text.
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<char> _text;
    private SqlScanner _scanner;
    private SqlToken _token;
    private int _depth;
    private Dictionary<string, string?>? _withQueries;

    public StatementReader(ReadOnlySpan<char> text)
    {
        _text = text;
        _scanner = new SqlScanner(text);
        Next();
    }

    /// <summary>The scanner's work; the reader itself looks at each token once.</summary>
    public readonly long Visited => _scanner.Visited;

    /// <summary>Reads everything.</summary>
    public static Statement Read(ReadOnlySpan<char> text) => new StatementReader(text).ReadAll();

    public Statement ReadAll()
    {
        string? operation = null, table = null;
        var count = 0;
        while (true)
        {
            while (IsSymbol(';') || IsSymbol(')'))
                Next();
            if (_token.Kind == SqlTokenKind.End)
                break;

            _withQueries = null;
            var one = ReadStatement(out var found);
            SkipRest();
            (operation, table) = count++ == 0 ? (found, one) : (operation == found ? operation : null, table == one ? table : null);
        }

        return count > 1 ? new Statement(operation is null ? "BATCH" : $"BATCH {operation}", table, count) : new Statement(operation, table, count);
    }

    private string? ReadStatement(out string? operation)
    {
        // A statement may stand in parentheses: (SELECT …) UNION (SELECT …).
        while (IsSymbol('('))
            Next();
        operation = _token.Kind == SqlTokenKind.Word ? Keywords.Operation(Word) : null;
        switch (operation)
        {
            case "WITH":
                return ReadWith(out operation);
            case "SELECT" or "VALUES" or "TABLE" or "INSERT" or "UPDATE" or "DELETE" or "MERGE":
                return ReadQuery();
            case "EXPLAIN":
                Next();
                SkipOptions("analyze", "verbose");
                while (IsSymbol('('))
                    Next();
                return IsWord("explain") ? null : ReadStatement(out _);
            case "CREATE" or "ALTER" or "DROP":
                return ReadDefinition(ref operation);
            default:
                return ReadUtility(operation);
        }
    }

    private readonly ReadOnlySpan<char> Word => _text.Slice(_token.Start, _token.Length);

    private void Next()
    {
        do
        {
            _token = _scanner.Next();
        }
        while (_token.Kind == SqlTokenKind.Comment);
    }

    private readonly bool IsSymbol(char symbol) => _token.Kind == SqlTokenKind.Symbol && _token.Length == 1 && _text[_token.Start] == symbol;

    private readonly bool IsWord(string word) => _token.Kind == SqlTokenKind.Word && Word.Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool Skip(string word)
    {
        if (!IsWord(word))
            return false;
        Next();
        return true;
    }

    private void SkipWords(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (Skip(words[i]))
                i = -1;
        }
    }

    /// <summary>Options in parentheses, or as words.</summary>
    private void SkipOptions(params ReadOnlySpan<string> words)
    {
        if (IsSymbol('('))
            SkipParentheses();
        SkipWords(words);
    }

    /// <summary>From an opening parenthesis to behind the closing one.</summary>
    private void SkipParentheses()
    {
        Next();
        SkipWithin();
        if (IsSymbol(')'))
            Next();
    }

    /// <summary>To the closing parenthesis of where we are, or the end of the text.</summary>
    private void SkipWithin()
    {
        for (var open = 0; _token.Kind != SqlTokenKind.End; Next())
        {
            if (IsSymbol('('))
                open++;
            else if (IsSymbol(')') && open-- == 0)
                return;
        }
    }

    /// <summary>To the end of the statement. A semicolon in parentheses, as in a rule, ends none.</summary>
    private void SkipRest()
    {
        for (var open = 0; _token.Kind != SqlTokenKind.End; Next())
        {
            if (IsSymbol('('))
                open++;
            else if (IsSymbol(')'))
                open = Math.Max(0, open - 1);
            else if (IsSymbol(';') && open == 0)
                return;
        }
    }
}
