namespace Takumi.Observability.Npgsql.Tests.Statements;

/// <summary>corpus.tsv: statements with the operation and table that they have. In a statement <c>\n</c>, <c>\t</c> and <c>\\</c> are escaped; an empty field is none.</summary>
public static class StatementCorpus
{
    public static IReadOnlyList<(string Statement, string? Operation, string? Table)> Rows { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Statements", "corpus.tsv")).Skip(1).Select(line => line.Split('\t')).Select(fields => (Unescape(fields[2]), OrNull(fields[0]), OrNull(fields[1])))];

    public static TheoryData<string, string?, string?> Cases => [.. Rows.Select(row => new TheoryDataRow<string, string?, string?>(row.Statement, row.Operation, row.Table))];

    private static string? OrNull(string field) => field.Length == 0 ? null : Unescape(field);

    private static string Unescape(string field) => field.Replace(@"\\", "\0").Replace(@"\n", "\n").Replace(@"\t", "\t").Replace('\0', '\\');
}
