namespace Takumi.Observability.Statements;

internal ref partial struct StatementReader
{
    /// <summary>A query or a change of rows, up to the parenthesis or semicolon that ends it: the table it writes to, or reads from first.</summary>
    private string? ReadQuery()
    {
        if (IsSymbol('('))
            return ReadParentheses() is { } table ? EndQuery(table) : ReadSelect();
        if (IsWord("with"))
            return ReadWith(out _);
        if (Skip("insert"))
            return EndQuery(Skip("into") ? ReadName() : null);
        if (Skip("update"))
            return EndQuery(ReadTarget());
        if (Skip("delete"))
            return EndQuery(Skip("from") ? ReadTarget() : null);
        if (Skip("merge"))
            return EndQuery(Skip("into") ? ReadTarget() : null);
        if (Skip("table"))
            return EndQuery(ReadRelation());
        return ReadSelect();
    }

    /// <summary>WITH name AS (query) …: a name that the text defines itself is no table; the tables behind it are.</summary>
    private string? ReadWith(out string? operation)
    {
        Next();
        Skip("recursive");
        _withQueries ??= [];
        while (_token.Kind != SqlTokenKind.End && !IsSymbol(';') && !IsSymbol(')') && !(_token.Kind == SqlTokenKind.Word && Keywords.BeginsQuery(Word)) && !IsSymbol('('))
        {
            // Whatever follows a query (SEARCH, CYCLE) is skipped with the commas in it: only a name before AS defines one.
            if (ReadName() is not { } name)
            {
                Next();
                continue;
            }

            if (IsSymbol('('))
                SkipParentheses();
            if (!Skip("as"))
                continue;
            SkipWords("not", "materialized");
            var isFirst = _withQueries.TryAdd(name, null);
            var table = IsSymbol('(') ? ReadParentheses() : null;
            if (isFirst)
                _withQueries[name] = table;
        }

        while (IsSymbol('('))
            Next();
        operation = _token.Kind == SqlTokenKind.Word ? Keywords.Operation(Word) : null;
        return IsWord("with") ? null : ReadQuery();
    }

    /// <summary>Up to the table of the first FROM; without one, a table of a query in parentheses (EXISTS, a scalar subquery).</summary>
    private string? ReadSelect()
    {
        string? nested = null;
        var isDistinct = false;
        while (!EndsQuery)
        {
            if (IsSymbol('('))
            {
                var found = ReadParentheses();
                nested ??= found;
            }
            else if (IsWord("is"))
            {
                // IS [NOT] DISTINCT FROM compares; it reads from nothing.
                Next();
                Skip("not");
                isDistinct = IsWord("distinct");
            }
            else if (Skip("from"))
            {
                if (!isDistinct && ReadFromList(ref nested) is { } table)
                    return EndQuery(table);
                isDistinct = false;
            }
            else
            {
                Next();
            }
        }

        return nested;
    }

    private string? ReadFromList(ref string? nested)
    {
        while (!EndsQuery)
        {
            if (ReadFromItem(ref nested) is { } table)
                return table;

            // Functions and the like: on to what they are joined with.
            while (!EndsQuery && !IsSymbol(',') && !IsWord("join"))
            {
                if (_token.Kind == SqlTokenKind.Word && Keywords.EndsFromList(Word))
                    return null;
                if (IsSymbol('('))
                    SkipParentheses();
                else
                    Next();
            }

            if (!EndsQuery)
                Next();
        }

        return null;
    }

    private string? ReadFromItem(ref string? nested)
    {
        SkipWords("lateral", "only");
        if (IsSymbol('('))
            return ReadParentheses(isFromItem: true);
        var relation = ReadRelation();
        if (Skip("from")) // ROWS FROM (function, …)
            relation = null;
        if (!IsSymbol('('))
            return relation;

        var argument = ReadParentheses();
        nested ??= argument;
        return null;
    }

    /// <summary>From an opening parenthesis to behind the closing one: a table of a query within, at any depth.</summary>
    private string? ReadParentheses(bool isFromItem = false)
    {
        if (_depth == MaxDepth)
        {
            SkipParentheses();
            return null;
        }

        _depth++;
        Next();
        string? table = null;
        if (IsSymbol('(') ? isFromItem : _token.Kind == SqlTokenKind.Word && Keywords.BeginsQuery(Word))
            table = IsSymbol('(') ? ReadFromList(ref table) : ReadQuery();
        else if (isFromItem)
            table = ReadFromList(ref table);

        while (_token.Kind != SqlTokenKind.End && !IsSymbol(')'))
        {
            if (IsSymbol('('))
            {
                var found = ReadParentheses();
                table ??= found;
            }
            else
            {
                Next();
            }
        }

        Next();
        _depth--;
        return table;
    }

    /// <summary>A name that stands for rows; of a WITH query, the table behind it.</summary>
    private string? ReadRelation()
    {
        Skip("only");
        if (ReadName() is not { } name)
            return null;
        return _withQueries?.TryGetValue(name, out var table) is true ? table : name;
    }

    private string? ReadTarget()
    {
        Skip("only");
        return ReadName();
    }

    private readonly bool EndsQuery => _token.Kind == SqlTokenKind.End || IsSymbol(')') || IsSymbol(';');

    private string? EndQuery(string? table)
    {
        while (!EndsQuery)
        {
            if (IsSymbol('('))
                SkipParentheses();
            else
                Next();
        }

        return table;
    }
}
