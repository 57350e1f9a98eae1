using Npgsql;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>What the application's role can't do, what triggers keep even the owner from, and what the start says of tables that are missing.</summary>
public sealed class PermissionTests(SharedServer<PostgresServer> server) : IClassFixture<SharedServer<PostgresServer>>
{
    private const string Denied = "42501";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_applications_role_can_add_and_read_and_nothing_else()
    {
        var tables = await WithRowsAsync();
        var partition = await tables.QueryAsync("SELECT tableoid::regclass::text FROM audit_events LIMIT 1");
        string[] forbidden =
        [
            "UPDATE audit_events SET amount = 1",
            "DELETE FROM audit_events",
            "TRUNCATE audit_events",
            $"UPDATE {partition} SET amount = 1",
            $"DELETE FROM {partition}",
            $"TRUNCATE {partition}",
            $"INSERT INTO {partition} SELECT * FROM audit_events",
            "ALTER TABLE audit_events DISABLE TRIGGER ALL",
            $"ALTER TABLE {partition} DISABLE TRIGGER ALL",
            "DROP TRIGGER audit_refuse_change ON audit_events",
            $"ALTER TABLE audit_events DETACH PARTITION {partition}",
            $"DROP TABLE {partition}",
            "SET session_replication_role = replica",
            "UPDATE audit_cursors SET next = 0",
            "INSERT INTO audit_cursors (log, next) VALUES ('x', 1)",
            "SELECT next FROM audit_cursors FOR UPDATE",
            "DELETE FROM audit_cursors",
            "UPDATE audit_checkpoints SET note = ''",
            "DELETE FROM audit_checkpoints",
            "TRUNCATE audit_checkpoints",
            "CREATE OR REPLACE FUNCTION audit_schema_version() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
            $"SELECT audit_protect('{partition}')",
        ];
        foreach (var sql in forbidden)
            (await RefusalAsync(tables.Application, sql)).ShouldBe(Denied, sql);

        await AuditTables.ExecuteAsync(tables.Application, "SELECT count(*) FROM audit_events; SELECT * FROM audit_cursors; SELECT * FROM audit_checkpoints");
    }

    [Fact]
    public async Task The_application_cannot_move_the_cursor_over_rows_that_are_not_there()
    {
        var tables = await WithRowsAsync();
        (await RefusalAsync(tables.Application, "SELECT audit_advance_cursor('takumi.audit/s/1', 2, 3)")).ShouldBe("TKAUD");
        (await RefusalAsync(tables.Application, "SELECT audit_advance_cursor('takumi.audit/s/1', 0, 1)")).ShouldBe("TKAUD", "nor back");
    }

    [Theory]
    [InlineData("UPDATE audit_events SET amount = 1")]
    [InlineData("DELETE FROM audit_events")]
    [InlineData("TRUNCATE audit_events")]
    [InlineData("UPDATE {0} SET amount = 1")]
    [InlineData("DELETE FROM {0}")]
    [InlineData("TRUNCATE {0}")]
    [InlineData("TRUNCATE audit_events_default")]
    [InlineData("UPDATE audit_checkpoints SET note = ''")]
    [InlineData("TRUNCATE audit_checkpoints")]
    public async Task Triggers_keep_the_owner_from_it_until_he_disables_them(string sql)
    {
        var tables = await WithRowsAsync();
        await AuditTables.ExecuteAsync(tables.Owner, "INSERT INTO audit_checkpoints (log, size, note) VALUES ('x', 1, 'n')");
        sql = sql.Replace("{0}", await tables.QueryAsync("SELECT tableoid::regclass::text FROM audit_events LIMIT 1"), StringComparison.Ordinal);
        (await RefusalAsync(tables.Owner, sql)).ShouldBe(Denied);
    }

    [Fact]
    public async Task What_runs_with_the_owners_rights_can_be_called_by_the_application_alone_and_looks_up_no_name_of_others()
    {
        var tables = await WithRowsAsync();
        (await tables.QueryAsync("""
            SELECT proname, prosecdef, proconfig, has_function_privilege('takumi_app', oid, 'EXECUTE'), has_function_privilege('pg_monitor', oid, 'EXECUTE') FROM
            (SELECT oid, proname, prosecdef, array_to_string(proconfig, '; ') AS proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS functions ORDER BY proname
            """)).ShouldBe("""
            audit_advance_cursor|True|search_path=pg_catalog, pg_temp; enable_seqscan=off|True|False
            audit_ensure_partition|True|search_path=pg_catalog, pg_temp; TimeZone=UTC; lock_timeout=5s|True|False
            audit_lock_cursor|True|search_path=pg_catalog, pg_temp|True|False
            audit_protect|False|search_path=pg_catalog, pg_temp|False|False
            audit_refuse_change|False|search_path=pg_catalog, pg_temp|True|True
            audit_schema_version|False||True|True
            """);
    }

    [Fact]
    public async Task Default_privileges_of_the_owner_give_the_application_nothing_more()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation), withSchema: false);
        await AuditTables.ExecuteAsync(tables.Owner, "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO takumi_app; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO takumi_app, PUBLIC");
        await tables.CreateSchemaAsync();
        await ShipAsync(tables);
        foreach (var table in new[] { "audit_events", "audit_events_default", await tables.QueryAsync("SELECT tableoid::regclass::text FROM audit_events LIMIT 1"), "audit_cursors", "audit_checkpoints" })
            (await tables.QueryAsync($"SELECT has_table_privilege('takumi_app', '{table}', 'UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES')")).ShouldBe("False", table);
        (await tables.QueryAsync("SELECT has_sequence_privilege('takumi_app', 'audit_events_direct', 'UPDATE'), has_sequence_privilege('takumi_app', 'audit_events_direct', 'SELECT')")).ShouldBe("False|False");
    }

    [Fact]
    public async Task The_schema_can_be_created_again_over_itself()
    {
        var tables = await WithRowsAsync();
        await tables.CreateSchemaAsync();
        await ShipAsync(tables, "takumi.audit/s/2");
        (await tables.QueryAsync("SELECT log, count(*) FROM audit_events GROUP BY log ORDER BY log")).ShouldBe("takumi.audit/s/1|2\ntakumi.audit/s/2|2");
        (await RefusalAsync(tables.Application, "DELETE FROM audit_events")).ShouldBe(Denied);
    }

    [Fact]
    public async Task A_start_without_the_tables_says_what_to_run_and_ships_when_that_was_done()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation), withSchema: false);
        using var folder = new PrivateFolder();
        await using var host = await AuditHost.StartAsync(folder, tables.Application);
        var told = await host.Logs.WaitForAsync(log => log.Level == Microsoft.Extensions.Logging.LogLevel.Critical, Cancellation);
        told.Message.ShouldBe("The tables of the audit trail in schema 'public' are missing; version 1 is needed. Run as the owner: takumi audit postgres schema --application ROLE --schema public | psql DATABASE");
        await host.RecordAsync("profile_viewed");
        await tables.CreateSchemaAsync();
        await host.ShippedAsync();
        host.Logs.Logs.Count(log => log.Level == Microsoft.Extensions.Logging.LogLevel.Critical).ShouldBe(1);
    }

    [Fact]
    public async Task A_role_that_could_change_what_it_writes_is_told_of()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        using var folder = new PrivateFolder();
        await using var host = await AuditHost.StartAsync(folder, tables.Owner);
        (await host.Logs.WaitForAsync(log => log.Message.StartsWith("Role ", StringComparison.Ordinal), Cancellation)).Message.ShouldStartWith("Role 'audit_owner' owns the tables of the audit trail");
        await host.ShippedAsync();
    }

    [Fact]
    public async Task In_development_the_start_creates_the_tables_in_a_schema_of_their_own()
    {
        var postgres = await server.GetAsync(Cancellation);
        var connectionString = await postgres.CreateDatabaseAsync(Cancellation);
        using var folder = new PrivateFolder();
        await using var host = await AuditHost.StartAsync(folder, connectionString, options => (options.CreateSchema, options.Schema) = (true, "Audit-1"));
        await host.ShippedAsync();
        host.Logs.Logs.ShouldNotContain(log => log.Level >= Microsoft.Extensions.Logging.LogLevel.Warning && log.Category == "Takumi.Observability.Audit.Postgres");
    }

    [Fact]
    public async Task The_script_has_nothing_to_tell_the_first_time_nor_the_second()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation), withSchema: false);
        await using var connection = new NpgsqlConnection(tables.Superuser);
        List<string> told = [];
        connection.Notice += (_, arguments) => told.Add(arguments.Notice.MessageText);
        await connection.OpenAsync(Cancellation);

        for (var run = 0; run < 2; run++)
        {
            await using var command = new NpgsqlCommand(AuditPostgresSchema.Script("takumi_app"), connection);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            do
                reader.FieldCount.ShouldBe(0);
            while (await reader.NextResultAsync(Cancellation));
        }

        told.ShouldBeEmpty();
    }

    [Fact]
    public void Names_that_could_break_out_of_the_script_are_refused()
    {
        foreach (var name in new[] { "", "a\"b", "a'b", "a;b", "a b", "a%s", new string('a', 64), "a\n" })
            Should.Throw<ArgumentException>(() => AuditPostgresSchema.Script(name)).Message.ShouldStartWith($"'{name}' can't be used as a name; allowed: 1 to 63 letters, digits, '_' and '-'.");
    }

    private async Task<AuditTables> WithRowsAsync()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        await ShipAsync(tables);
        return tables;
    }

    private static async Task ShipAsync(AuditTables tables, string log = "takumi.audit/s/1")
    {
        await using var session = new ShipperSession(tables, new ListedLines(log).Add().Add());
        session.Start();
        await session.StopAsync();
        session.Shipper.Lag.ShouldBe(0);
    }

    private static async Task<string> RefusalAsync(string connectionString, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => AuditTables.ExecuteAsync(connectionString, sql))).SqlState;
}
