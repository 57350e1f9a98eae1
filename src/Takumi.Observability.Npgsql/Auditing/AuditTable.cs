using Npgsql;
using NpgsqlTypes;

namespace Takumi.Observability.Auditing;

/// <summary>What is done with the tables in one transaction of one connection.</summary>
internal sealed class AuditTable(AuditDatabase database, NpgsqlConnection connection)
{
    /// <summary>Where the log is shipped to. Locked until the transaction ends.</summary>
    public async Task<AuditCursor> LockCursorAsync(string log, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"SELECT cursor_next, cursor_hash FROM {database.Schema}audit_lock_cursor($1)", connection) { Parameters = { new() { Value = log } } };
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new AuditCursor(reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? [] : reader.GetFieldValue<byte[]>(1));
    }

    public Task EnsurePartitionAsync(DateTime month, CancellationToken cancellationToken) =>
        ExecuteAsync($"SELECT {database.Schema}audit_ensure_partition($1)", cancellationToken, new NpgsqlParameter { Value = month });

    public async Task CopyAsync(string log, IEnumerable<AuditRow> rows, CancellationToken cancellationToken)
    {
        var copy = await connection.BeginBinaryImportAsync($"COPY {database.Schema}audit_events ({AuditColumns.List}) FROM STDIN (FORMAT binary)", cancellationToken).ConfigureAwait(false);
        await using var closing = copy.ConfigureAwait(false);
        foreach (var row in rows)
            await WriteAsync(copy, log, row, cancellationToken).ConfigureAwait(false);
        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that the rows are there, which the database checks.</summary>
    public Task AdvanceCursorAsync(string log, long first, long next, CancellationToken cancellationToken) => ExecuteAsync(
        $"SELECT {database.Schema}audit_advance_cursor($1, $2, $3)", cancellationToken, new() { Value = log }, new() { Value = first }, new() { Value = next });

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, string log, AuditRow row, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(log, NpgsqlDbType.Text, cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(row.Sequence, NpgsqlDbType.Bigint, cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(row.CreatedAt, NpgsqlDbType.TimestampTz, cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(row.Id, NpgsqlDbType.Uuid, cancellationToken).ConfigureAwait(false);
        await (row.Amount is { } amount ? copy.WriteAsync(amount, NpgsqlDbType.Numeric, cancellationToken) : copy.WriteNullAsync(cancellationToken)).ConfigureAwait(false);
        await (row.Metadata is { } metadata ? copy.WriteAsync(metadata, NpgsqlDbType.Jsonb, cancellationToken) : copy.WriteNullAsync(cancellationToken)).ConfigureAwait(false);
        await copy.WriteAsync(row.Line, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
        await copy.WriteAsync(LeafHash.Of(row.Line.Span), NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
        foreach (var text in row.Texts)
            await (text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken)).ConfigureAwait(false);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
