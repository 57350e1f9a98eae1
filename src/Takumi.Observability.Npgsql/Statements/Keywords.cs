using System.Collections.Frozen;

namespace Takumi.Observability.Statements;

/// <summary>The words that begin a statement, and what can be created, altered and dropped: the closed set that operations are made of.</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> s_operations = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "ABORT", "ALTER", "ANALYZE", "BEGIN", "CALL", "CHECKPOINT", "CLOSE", "CLUSTER", "COMMENT", "COMMIT", "COPY", "CREATE", "DEALLOCATE", "DECLARE", "DELETE", "DISCARD", "DO", "DROP",
        "END", "EXECUTE", "EXPLAIN", "FETCH", "GRANT", "IMPORT", "INSERT", "LISTEN", "LOAD", "LOCK", "MERGE", "MOVE", "NOTIFY", "PREPARE", "REASSIGN", "REFRESH", "REINDEX", "RELEASE", "RESET",
        "REVOKE", "ROLLBACK", "SAVEPOINT", "SECURITY", "SELECT", "SET", "SHOW", "START", "TABLE", "TRUNCATE", "UNLISTEN", "UPDATE", "VACUUM", "VALUES", "WITH");

    private static readonly FrozenSet<string> s_objects = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "AGGREGATE", "CAST", "COLLATION", "DATABASE", "DOMAIN", "EXTENSION", "FUNCTION", "INDEX", "LANGUAGE", "OPERATOR", "POLICY", "PROCEDURE", "PUBLICATION", "ROLE", "RULE", "SCHEMA", "SEQUENCE",
        "SERVER", "STATISTICS", "SUBSCRIPTION", "TABLE", "TABLESPACE", "TRIGGER", "TYPE", "USER", "VIEW");

    /// <summary>The operation in capitals, or null.</summary>
    public static string? Operation(ReadOnlySpan<char> word) => Find(s_operations, word);

    /// <summary>The kind of object in capitals, or null.</summary>
    public static string? ObjectKind(ReadOnlySpan<char> word) => Find(s_objects, word);

    /// <summary>Whether a query, or a statement that can stand where one can, begins here.</summary>
    public static bool BeginsQuery(ReadOnlySpan<char> word) =>
        word.Equals("select", StringComparison.OrdinalIgnoreCase) || word.Equals("with", StringComparison.OrdinalIgnoreCase) || word.Equals("values", StringComparison.OrdinalIgnoreCase)
        || word.Equals("table", StringComparison.OrdinalIgnoreCase) || BeginsChange(word);

    /// <summary>Whether a statement that changes rows begins here.</summary>
    public static bool BeginsChange(ReadOnlySpan<char> word) =>
        word.Equals("insert", StringComparison.OrdinalIgnoreCase) || word.Equals("update", StringComparison.OrdinalIgnoreCase)
        || word.Equals("delete", StringComparison.OrdinalIgnoreCase) || word.Equals("merge", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the FROM list is over.</summary>
    public static bool EndsFromList(ReadOnlySpan<char> word)
    {
        foreach (var end in (ReadOnlySpan<string>)["where", "group", "having", "window", "union", "intersect", "except", "order", "limit", "offset", "fetch", "for", "returning", "set", "when"])
        {
            if (word.Equals(end, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static string? Find(FrozenSet<string> words, ReadOnlySpan<char> word) =>
        words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var known) ? known : null;
}
