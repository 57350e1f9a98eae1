using System.Data;
using Npgsql;
using NpgsqlTypes;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>What commands leave behind, exactly, on a real server and a data source that nobody touched.</summary>
public sealed class CommandTests(SharedServer<PostgresServer> postgres) : IAsyncLifetime
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    private ObservedService _service = null!;

    public async ValueTask InitializeAsync() => _service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("SELECT * FROM users WHERE name = 'secret'", "SELECT", "users")]
    [InlineData("INSERT INTO users VALUES (100, 'secret')", "INSERT", "users")]
    [InlineData("INSERT INTO users VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name", "INSERT", "users")]
    [InlineData("WITH old AS (SELECT id FROM users WHERE age > 5) UPDATE orders SET total = 0 FROM old WHERE user_id = old.id", "UPDATE", "orders")]
    [InlineData("DELETE FROM public.\"orders\" -- all of them", "DELETE", "public.orders")]
    public async Task A_command_is_named_by_operation_and_table(string sql, string operation, string table)
    {
        var (spans, measurements) = await _service.ObserveAsync(connection => ExecuteAsync(connection, sql));

        spans.ShouldBe($"""
            {operation} {table} (client)
              - db.collection.name: {table}
              - db.operation.name: {operation}
              @ received-first-response

            """);
        measurements.ShouldBe([$"db.query.duration … {{operation={operation}, table={table}}}"]);
    }

    [Fact]
    public async Task A_statement_without_a_table_is_named_by_its_operation()
    {
        var (spans, measurements) = await _service.ObserveAsync(connection => ExecuteAsync(connection, "SELECT 1"));

        spans.ShouldBe("""
            SELECT (client)
              - db.operation.name: SELECT
              @ received-first-response

            """);
        measurements.ShouldBe(["db.query.duration … {operation=SELECT, table=none}"]);
    }

    [Fact]
    public async Task A_prepared_command_says_so()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT name FROM users WHERE id = $1", connection) { Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Integer, Value = 4711 } } };
            await command.PrepareAsync(s_cancellation);
            await command.ExecuteScalarAsync(s_cancellation);
        });

        spans.ShouldBe("""
            SELECT users (client)
              - db.collection.name: users
              - db.npgsql.prepared: true
              - db.operation.name: SELECT
              @ received-first-response

            """);
        measurements.ShouldBe(["db.query.duration … {operation=SELECT, table=users}"]);
    }

    [Fact]
    public async Task A_batch_is_one_span_with_its_size()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("INSERT INTO users VALUES (101, 'a')"), new("INSERT INTO users VALUES (102, 'b')") } };
            await batch.ExecuteNonQueryAsync(s_cancellation);
        });

        spans.ShouldBe("""
            BATCH INSERT users (client)
              - db.collection.name: users
              - db.operation.batch.size: 2
              - db.operation.name: BATCH INSERT
              @ received-first-response

            """);
        measurements.ShouldBe(["db.query.duration … {operation=BATCH INSERT, table=users}"]);
    }

    [Fact]
    public async Task A_stored_procedure_keeps_the_name_that_Npgsql_gives_it()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("touch", connection) { CommandType = CommandType.StoredProcedure };
            await command.ExecuteNonQueryAsync(s_cancellation);
        });

        spans.ShouldBe("""
            CALL touch (client)
              - db.operation.name: CALL
              - db.stored_procedure.name: touch
              @ received-first-response

            """);
        measurements.ShouldBe(["db.query.duration … {operation=CALL, table=none}"]);
    }

    [Fact]
    public async Task An_import_and_an_export_are_copies()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using (var import = await connection.BeginBinaryImportAsync("COPY users (id, name) FROM STDIN (FORMAT BINARY)", s_cancellation))
            {
                await import.WriteRowAsync(s_cancellation, 103, "secret");
                await import.CompleteAsync(s_cancellation);
            }

            using var export = await connection.BeginTextExportAsync("COPY (SELECT name FROM users) TO STDOUT", s_cancellation);
            await export.ReadToEndAsync(s_cancellation);
        });

        spans.ShouldBe("""
            COPY users (client)
              - db.collection.name: users
              - db.npgsql.rows: 1
              - db.operation.name: COPY
            COPY users (client)
              - db.collection.name: users
              - db.operation.name: COPY

            """);
        measurements.ShouldBe(["db.query.duration … {operation=COPY, table=users}", "db.query.duration … {operation=COPY, table=users}"]);
    }

    [Fact]
    public async Task A_command_that_is_not_sampled_is_measured_all_the_same()
    {
        await using var connection = await _service.DataSource.OpenConnectionAsync(s_cancellation);

        var trace = await ObservedService.TraceAsync(() => ExecuteAsync(connection, "SELECT * FROM users"), sampled: false);

        _service.Spans(trace).ShouldBeEmpty();
        _service.Measurements(trace).ShouldBe(["db.query.duration … {operation=SELECT, table=users}"]);
    }

    [Fact]
    public async Task Muted_work_leaves_nothing()
    {
        await using var connection = await _service.DataSource.OpenConnectionAsync(s_cancellation);

        var trace = await ObservedService.TraceAsync(async () =>
        {
            using (TakumiTelemetry.Mute())
            {
                await ExecuteAsync(connection, "SELECT * FROM users");
                await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, "SELECT 1/0"));
            }
        });

        _service.Spans(trace).ShouldBeEmpty();
        _service.Measurements(trace).ShouldBeEmpty();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(s_cancellation);
    }
}
