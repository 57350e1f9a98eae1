using Npgsql;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>A database with the tables of the audit trail, made as the README says: by an owner that is not the application.</summary>
internal sealed class AuditTables
{
    private const string OwnerRole = "audit_owner";
    private const string ApplicationRole = "takumi_app";

    private AuditTables(string connectionString)
    {
        Superuser = connectionString;
        Owner = new NpgsqlConnectionStringBuilder(connectionString) { Username = OwnerRole, Pooling = false, Timezone = "UTC" }.ConnectionString;
        Application = new NpgsqlConnectionStringBuilder(connectionString) { Username = ApplicationRole }.ConnectionString;
    }

    public string Superuser { get; }

    public string Owner { get; }

    public string Application { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<AuditTables> CreateAsync(PostgresServer server, bool withSchema = true)
    {
        var tables = new AuditTables(await server.CreateDatabaseAsync(Cancellation));
        await ExecuteAsync(tables.Superuser, $"""
            SELECT pg_advisory_lock(1);
            DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OwnerRole}') THEN CREATE ROLE {OwnerRole} LOGIN; CREATE ROLE {ApplicationRole} LOGIN; END IF; END $$;
            GRANT ALL ON SCHEMA public TO {OwnerRole};
            """);
        if (withSchema)
            await tables.CreateSchemaAsync();
        return tables;
    }

    public Task CreateSchemaAsync() => ExecuteAsync(Owner, AuditPostgresSchema.Script(ApplicationRole));

    public async Task<string> QueryAsync(string sql) => string.Join('\n', (await RowsAsync(sql)).Select(row => string.Join('|', row)));

    /// <summary>As the owner, whom the triggers bind until he takes them away.</summary>
    public async Task<List<object?[]>> RowsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Owner);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(Cancellation))
        {
            var row = new object?[reader.FieldCount];
            reader.GetValues(row!);
            rows.Add(row);
        }

        return rows;
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>The stored lines of every log in order, with the sequence that the row has.</summary>
    public async Task<List<(long Sequence, string Line)>> LinesAsync() =>
        [.. (await RowsAsync("SELECT sequence, convert_from(line, 'UTF8') FROM audit_events ORDER BY log, sequence")).Select(row => ((long)row[0]!, (string)row[1]!))];
}
