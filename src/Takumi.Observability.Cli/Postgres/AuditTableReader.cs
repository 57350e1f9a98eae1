using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Takumi.Observability.Auditing;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Postgres;

/// <summary>Reads the tables of the audit trail as they were at one moment. Writes nothing; any role that may SELECT will do.</summary>
internal sealed class AuditTableReader : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _schema;

    private AuditTableReader(NpgsqlConnection connection, NpgsqlTransaction transaction, string schema)
    {
        _connection = connection;
        _transaction = transaction;
        _schema = schema;
    }

    /// <summary>Where the tables are, without anything secret.</summary>
    public string Place => $"{_connection.Host}:{_connection.Port}/{_connection.Database} table {_schema}.audit_events";

    /// <summary>Where a connection string leads, without anything secret.</summary>
    public static string PlaceOf(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            return $"{settings.Host}:{settings.Port}/{settings.Database}";
        }
        catch (ArgumentException)
        {
            return "(not a connection string)";
        }
    }

    /// <exception cref="UnusableAuditInputException">There is no such database, or it lets nobody in.</exception>
    public static async Task<AuditTableReader> OpenAsync(string connectionString, string schema, CancellationToken cancellationToken)
    {
        if (!AuditPostgresSchema.IsName(schema))
            throw new UnusableAuditInputException($"'{schema}' can't be a schema here; allowed: 1 to 63 letters, digits, '_' and '-'.");
        NpgsqlConnection? connection = null;
        try
        {
            connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            return new AuditTableReader(connection, transaction, schema);
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException or System.Net.Sockets.SocketException)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            throw new UnusableAuditInputException($"PostgreSQL cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The logs that the table has rows or a cursor of.</summary>
    public async Task<IReadOnlyList<string>> LogsAsync(CancellationToken cancellationToken)
    {
        var logs = new List<string>();
        await foreach (var row in RowsAsync($"SELECT log FROM {Table("audit_cursors")} ORDER BY log", null, cancellationToken))
            logs.Add(row.GetString(0));
        return logs;
    }

    /// <summary>Up to where the log was shipped; 0 if it never was.</summary>
    public async Task<long> ShippedAsync(string log, CancellationToken cancellationToken)
    {
        await foreach (var row in RowsAsync($"SELECT next FROM {Table("audit_cursors")} WHERE log = $1", log, cancellationToken))
            return row.GetInt64(0);
        return 0;
    }

    public async IAsyncEnumerable<(long Size, byte[] Note)> NotesAsync(string log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in RowsAsync($"SELECT size, note FROM {Table("audit_checkpoints")} WHERE log = $1 ORDER BY size", log, cancellationToken))
            yield return (row.GetInt64(0), row.GetFieldValue<byte[]>(1));
    }

    public async IAsyncEnumerable<StoredRow> EventsAsync(string log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sql = $"SELECT sequence, created_at, id, amount::text, metadata::text, line, leaf_hash, {string.Join(", ", AuditColumns.Text)} FROM {Table("audit_events")} WHERE log = $1 ORDER BY sequence, created_at";
        await foreach (var row in RowsAsync(sql, log, cancellationToken))
            yield return StoredRow.Read(row);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private string Table(string name) => $"\"{_schema}\".{name}";

    private async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(string sql, string? log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        if (log is not null)
            command.Parameters.Add(new NpgsqlParameter { Value = log });
        await using var reader = await ReadAsync(command.ExecuteReaderAsync(cancellationToken));
        while (await ReadAsync(reader.ReadAsync(cancellationToken)))
            yield return reader;
    }

    private static async Task<T> ReadAsync<T>(Task<T> read)
    {
        try
        {
            return await read;
        }
        catch (NpgsqlException e)
        {
            throw new UnusableAuditInputException($"PostgreSQL cannot be read: {e.Message}", e);
        }
    }
}
