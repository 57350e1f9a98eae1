using System.Globalization;
using System.Text.Json;
using Npgsql;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Cli.Postgres;

/// <summary>A row of <c>audit_events</c> as it is found: its columns are what queries see, its line is what was signed.</summary>
internal sealed record StoredRow(long Sequence, DateTime CreatedAt, Guid Id, string? Amount, string? Metadata, byte[]? Line, byte[]? LeafHash, string?[] Texts)
{
    public static StoredRow Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetDateTime(1), row.GetGuid(2), Get<string>(row, 3), Get<string>(row, 4), Get<byte[]>(row, 5), Get<byte[]>(row, 6),
        [.. Enumerable.Range(7, AuditColumns.Text.Length).Select(column => Get<string>(row, column))]);

    /// <summary>What is wrong with the columns, held against the line; null if they say what it says.</summary>
    public string? Fault()
    {
        if (Line is null)
            return "the row has no line";
        if (!AuditLineReader.TryRead(Line, out var line))
            return "the row's line is no record";
        var columns = new (string Name, bool Agrees)[]
        {
            ("sequence", Sequence == line.Sequence),
            ("created_at", CreatedAt == line.CreatedAt),
            ("id", Id == line.Id),
            ("amount", IsAmount(line.Amount)),
            ("metadata", IsMetadata(line.Metadata)),
            ("leaf_hash", LeafHash.AsSpan().SequenceEqual(Auditing.LeafHash.Of(Line))),
        };
        var differing = columns.Where(column => !column.Agrees).Select(column => column.Name)
            .Concat(AuditColumns.Text.Where((_, i) => Texts[i] != line.Texts[i]))
            .ToList();
        return differing.Count == 0 ? null : $"column {string.Join(", ", differing)} is not what the row's line says";
    }

    /// <summary>By value: <c>10.5</c> is <c>10.50</c>.</summary>
    private bool IsAmount(decimal? expected) => expected is null
        ? Amount is null
        : decimal.TryParse(Amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) && amount == expected;

    /// <summary>As jsonb sees it: order and white space are no part of it.</summary>
    private bool IsMetadata(string? expected)
    {
        if (expected is null || Metadata is null)
            return expected == Metadata;
        using var stored = JsonDocument.Parse(Metadata);
        using var line = JsonDocument.Parse(expected);
        return JsonElement.DeepEquals(stored.RootElement, line.RootElement);
    }

    private static T? Get<T>(NpgsqlDataReader row, int column)
        where T : class => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}
