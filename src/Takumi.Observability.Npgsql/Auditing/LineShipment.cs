using System.Buffers;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Takumi.Observability.Auditing;

/// <summary>
/// Brings the next lines of one log to Postgres in one transaction: rows and cursor are there together or not at all, so a connection lost at any moment,
/// the commit included, leaves no double and no gap. The cursor in the database decides where to go on, never what this process remembers.
/// </summary>
internal sealed class LineShipment(IAuditLineSource source, AuditDatabase database, ILogger logger)
{
    /// <summary>What a transaction takes at most; memory is bounded by it.</summary>
    public const int BatchBytes = 4 * 1024 * 1024;

    private readonly KnownMonths _months = new();
    private AuditCursor _confirmed;

    /// <returns>The sequence up to which the table has the log; unchanged if no line was durable.</returns>
    /// <exception cref="ShippingStoppedException">Table and journal disagree.</exception>
    public async Task<long> ShipAsync(string log, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        var table = new AuditTable(database, connection);
        var cursor = await table.LockCursorAsync(log, cancellationToken).ConfigureAwait(false);
        await RefuseOtherHistoryAsync(log, cursor, cancellationToken).ConfigureAwait(false);

        var buffer = ArrayPool<byte>.Shared.Rent(BatchBytes);
        try
        {
            var lines = await ReadAsync(cursor.Next, buffer, cancellationToken).ConfigureAwait(false);
            if (lines.Lines.Count == 0)
                return cursor.Next;
            if (lines.First > cursor.Next)
                logger.LogWarning("Records {First} to {Last} of {Log} are not in the journal any more and will not be in Postgres.", cursor.Next, lines.First - 1, log);
            await CopyAsync(table, log, lines, transaction, cancellationToken).ConfigureAwait(false);
            return lines.Next;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<AuditLines> ReadAsync(long next, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(next, buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new ShippingStoppedException(e.Message);
        }
    }

    private async Task CopyAsync(AuditTable table, string log, AuditLines lines, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var rows = Rows(lines);
        var months = await _months.AskAsync(table, rows.Select(row => row.CreatedAt), cancellationToken).ConfigureAwait(false);
        try
        {
            await table.CopyAsync(log, rows, cancellationToken).ConfigureAwait(false);
            await table.AdvanceCursorAsync(log, lines.First, lines.Next, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is "TKAUD" or PostgresErrorCodes.UniqueViolation)
        {
            throw new ShippingStoppedException($"the table holds rows of this log that were not shipped: {e.MessageText}");
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        _months.Add(months);
    }

    private static List<AuditRow> Rows(AuditLines lines)
    {
        var rows = new List<AuditRow>(lines.Lines.Count);
        foreach (var line in lines.Lines)
        {
            var expected = lines.First + rows.Count;
            if (!AuditLineReader.TryRead(line, out var row) || row.Sequence != expected)
                throw new ShippingStoppedException($"line {expected} can't be read as a record");
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The cursor is a witness: a journal that has fewer lines than were shipped, or another one at that place, was restored or altered.</summary>
    private async Task RefuseOtherHistoryAsync(string log, AuditCursor cursor, CancellationToken cancellationToken)
    {
        if (cursor.Next == 0 || (cursor.Next == _confirmed.Next && cursor.LeafHash.AsSpan().SequenceEqual(_confirmed.LeafHash)))
            return;
        if (cursor.Next > source.DurableCount)
            throw new ShippingStoppedException($"Postgres has {cursor.Next} records of {log}, the journal has {source.DurableCount}: the journal was restored from an older copy, or cut");
        if (await source.ReadLeafHashAsync(cursor.Next - 1, cancellationToken).ConfigureAwait(false) is not { } own || !own.Span.SequenceEqual(cursor.LeafHash))
            throw new ShippingStoppedException($"record {cursor.Next - 1} of {log} in Postgres is another one than in the journal: one of the two was altered, or the journal was restored and went on differently");
        _confirmed = cursor;
    }
}
