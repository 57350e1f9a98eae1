namespace Takumi.Observability.Statements;

internal ref partial struct StatementReader
{
    /// <summary>CREATE, ALTER, DROP: the operation gets the kind of object, and the table is the relation itself or the one that the object is on.</summary>
    private string? ReadDefinition(ref string? operation)
    {
        var verb = operation;
        Next();
        SkipWords("or", "replace", "temp", "temporary", "unlogged", "global", "local", "unique", "concurrently", "materialized", "recursive", "foreign", "constraint", "event", "trusted", "default", "access");
        if (_token.Kind != SqlTokenKind.Word || Keywords.ObjectKind(Word) is not { } kind)
            return null;

        operation = $"{verb} {kind}";
        Next();
        SkipWords("concurrently", "if", "not", "exists");
        switch (kind)
        {
            case "TABLE" or "VIEW":
                return ReadTarget();
            case "INDEX" when verb == "CREATE":
            case "TRIGGER" or "POLICY" or "RULE":
                return ReadAfter(kind == "RULE" ? "to" : "on");
            case "FUNCTION" or "PROCEDURE":
                // A body between BEGIN ATOMIC and END has semicolons of its own.
                while (_token.Kind != SqlTokenKind.End)
                    Next();
                return null;
            default:
                return null;
        }
    }

    private string? ReadUtility(string? operation)
    {
        Next();
        switch (operation)
        {
            case "COPY":
                return IsSymbol('(') ? ReadParentheses() : ReadName();
            case "TRUNCATE" or "LOCK":
                Skip("table");
                return ReadTarget();
            case "ANALYZE" or "VACUUM" or "CLUSTER":
                SkipOptions("full", "freeze", "verbose", "analyze");
                return ReadName();
            case "REINDEX":
                SkipOptions();
                return Skip("table") ? ReadTargetAfter("concurrently") : null;
            case "REFRESH":
                SkipWords("materialized", "view");
                return ReadTargetAfter("concurrently");
            case "DECLARE":
                return ReadQueryAfter("for");
            case "PREPARE":
                return ReadQueryAfter("as");
            default:
                return null;
        }
    }

    private string? ReadTargetAfter(string optional)
    {
        Skip(optional);
        return ReadName();
    }

    private string? ReadAfter(string word)
    {
        while (!EndsQuery && !IsWord(word))
            Next();
        Next();
        return ReadTarget();
    }

    private string? ReadQueryAfter(string word)
    {
        while (!EndsQuery && !IsWord(word))
        {
            if (IsSymbol('('))
                SkipParentheses();
            else
                Next();
        }

        if (EndsQuery)
            return null;
        Next();
        return ReadQuery();
    }
}
