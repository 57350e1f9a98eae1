using System.Globalization;
using Npgsql;

namespace Takumi.Observability.Auditing;

/// <summary>Inserts records without a journal. Thread safe.</summary>
internal sealed class DirectWriter(AuditDatabase database)
{
    private readonly KnownMonths _months = new();

    /// <summary>Inserts one record, committed on return.</summary>
    /// <returns>Its sequence.</returns>
    /// <exception cref="AuditException">It is not there, or nobody knows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the insert was sent: it is not there.</exception>
    public async Task<long> InsertAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync([record], cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        try
        {
            using var command = new NpgsqlCommand(DirectInsert.Sql(database.Schema, onlyOnce: false), connection);
            DirectInsert.AddParameters(command.Parameters, record);
            // Not cancelled any more: whoever awaits learns whether the row is there.
            return Convert.ToInt64(await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
        catch (PostgresException e) when (IsRefusal(e))
        {
            throw new AuditException(AuditFailure.NotWritten, record.Id, $"Audit record {record.Id}: PostgreSQL refused it: {e.MessageText}.", e);
        }
        catch (Exception e)
        {
            throw new AuditException(AuditFailure.Unknown, record.Id, $"Audit record {record.Id} may be in PostgreSQL or not: {e.Message}", e);
        }
    }

    /// <summary>Inserts records in one transaction, those left out that an earlier attempt brought there.</summary>
    public async Task InsertAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(records, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var disposing = batch.ConfigureAwait(false);
        foreach (var record in records)
        {
            var command = new NpgsqlBatchCommand(DirectInsert.Sql(database.Schema, onlyOnce: true));
            DirectInsert.AddParameters(command.Parameters, record);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the server said no, so that the row is certainly not there. What it says while it ends a session (class 57, FATAL) may come after a commit,
    /// for example when it no longer waits for its standby.
    /// </summary>
    public static bool IsRefusal(PostgresException e) => e.InvariantSeverity == "ERROR" && !e.SqlState.StartsWith("57", StringComparison.Ordinal);

    /// <summary>Whether the server may take another time what it refuses now: its disk is full, it is only a standby, two transactions stood in each other's way.</summary>
    public static bool MayPass(PostgresException e) => e.IsTransient || e.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction;

    private async Task<NpgsqlConnection> ConnectAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await _months.EnsureAsync(new AuditTable(database, connection), records.Select(record => record.Timestamp.UtcDateTime), cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            throw new AuditException(AuditFailure.NotWritten, records[0].Id, $"Audit record {records[0].Id}: PostgreSQL can't be written to: {e.Message}", e);
        }
    }
}
