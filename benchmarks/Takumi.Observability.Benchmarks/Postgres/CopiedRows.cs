using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Takumi.Observability.Auditing;

namespace Takumi.Observability.Benchmarks.Postgres;

/// <summary>The two ways in which AuditPostgresBenchmarks brings the same rows to the same table, and what they must leave there.</summary>
internal static class CopiedRows
{
    /// <summary>The rows with their hashes, in memory, one list for each transaction that shipping would make.</summary>
    public static async Task<List<List<(AuditRow Row, byte[] Hash)>>> ReadAsync(IAuditLineSource source)
    {
        var batches = new List<List<(AuditRow, byte[])>>();
        for (long next = 0; next < source.DurableCount;)
        {
            var lines = await source.ReadAsync(next, new byte[LineShipment.BatchBytes], CancellationToken.None);
            batches.Add([.. lines.Lines.Select(line => (AuditLineReader.TryRead(line, out var row) ? row : throw new InvalidOperationException("no line"), LeafHash.Of(line.Span)))]);
            next = lines.Next;
        }

        return batches;
    }

    /// <summary>A bare COPY, and nothing else: no cursor, no reading, no parsing, no hashing.</summary>
    public static async Task CopyAsync(AuditDatabase database, List<List<(AuditRow Row, byte[] Hash)>> batches, string log)
    {
        foreach (var batch in batches)
        {
            await using var connection = await database.OpenAsync(CancellationToken.None);
            await using var copy = await connection.BeginBinaryImportAsync($"COPY {database.Schema}audit_events ({AuditColumns.List}) FROM STDIN (FORMAT binary)");
            foreach (var (row, hash) in batch)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(log, NpgsqlDbType.Text);
                await copy.WriteAsync(row.Sequence, NpgsqlDbType.Bigint);
                await copy.WriteAsync(row.CreatedAt, NpgsqlDbType.TimestampTz);
                await copy.WriteAsync(row.Id, NpgsqlDbType.Uuid);
                await (row.Amount is { } amount ? copy.WriteAsync(amount, NpgsqlDbType.Numeric) : copy.WriteNullAsync());
                await (row.Metadata is { } metadata ? copy.WriteAsync(metadata, NpgsqlDbType.Jsonb) : copy.WriteNullAsync());
                await copy.WriteAsync(row.Line, NpgsqlDbType.Bytea);
                await copy.WriteAsync(hash, NpgsqlDbType.Bytea);
                foreach (var text in row.Texts)
                    await (text is null ? copy.WriteNullAsync() : copy.WriteAsync(text, NpgsqlDbType.Text));
            }

            await copy.CompleteAsync();
        }
    }

    public static async Task ShipAsync(IAuditLineSource source, AuditDatabase database, string log)
    {
        var shipment = new LineShipment(source, database, NullLogger.Instance);
        while (await shipment.ShipAsync(log, CancellationToken.None) < source.DurableCount)
        {
        }
    }

    /// <summary>Lines in the table, the cursor (0 if there is none), and how many of the lines are in no partition of a month.</summary>
    public static async Task<(long Rows, long Cursor, long OutsidePartitions)> StateAsync(AuditDatabase database, string log)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(
            $"""
             SELECT count(line), (SELECT coalesce(max(next), 0) FROM {database.Schema}audit_cursors WHERE log = $1), count(*) FILTER (WHERE tableoid = '{database.Schema}audit_events_default'::regclass)
             FROM {database.Schema}audit_events WHERE log = $1
             """,
            connection) { Parameters = { new() { Value = log } } };
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }
}
