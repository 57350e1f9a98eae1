using Npgsql;

namespace Takumi.Observability.Auditing;

/// <summary>Keeps every checkpoint in table <c>audit_checkpoints</c>, to which the application's role can add and no more. The newest is the one over most records. Thread safe.</summary>
internal sealed class PostgresAuditAnchor(AuditDatabase database) : IAuditAnchor
{
    public string Name => "postgres";

    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken)
    {
        using var mute = TakumiTelemetry.Mute();
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await NewestAsync(connection, origin, cancellationToken).ConfigureAwait(false) is { } newest ? newest.Note.AsMemory() : default(ReadOnlyMemory<byte>?); // a bare null would become an empty note
    }

    /// <exception cref="InvalidOperationException">The table has a checkpoint over more records, or another one over as many: it is never set back.</exception>
    public async ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        using var mute = TakumiTelemetry.Mute();
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        using var insert = new NpgsqlCommand(
            $"INSERT INTO {database.Schema}audit_checkpoints (log, size, note) SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM {database.Schema}audit_checkpoints WHERE log = $1 AND size >= $2) ON CONFLICT DO NOTHING",
            connection)
        {
            Parameters = { new() { Value = checkpoint.Origin }, new() { Value = checkpoint.Size }, new() { Value = checkpoint.Note } },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);

        var (size, note) = await NewestAsync(connection, checkpoint.Origin, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Postgres did not keep the checkpoint over {checkpoint.Size} records.");
        if (size > checkpoint.Size || !Text(note).SequenceEqual(Text(checkpoint.Note.Span)))
            throw new InvalidOperationException($"Postgres holds another checkpoint over {size} records and is not set back to the one over {checkpoint.Size}.");
    }

    private async Task<(long Size, byte[] Note)?> NewestAsync(NpgsqlConnection connection, string origin, CancellationToken cancellationToken)
    {
        using var select = new NpgsqlCommand($"SELECT size, note FROM {database.Schema}audit_checkpoints WHERE log = $1 ORDER BY size DESC LIMIT 1", connection) { Parameters = { new() { Value = origin } } };
        var reader = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>What is signed: two signatures of one text differ.</summary>
    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> note) => note.IndexOf("\n\n"u8) is >= 0 and var end ? note[..end] : note;
}
