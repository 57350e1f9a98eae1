using System.Data;
using System.Diagnostics;
using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>Failures of commands: on the right span, counted once, by class.</summary>
public sealed class FailureTests(SharedServer<PostgresServer> postgres) : IAsyncLifetime
{
    private const string Withheld = "(the message can hold data and is left out)";

    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    private ObservedService _service = null!;

    public async ValueTask InitializeAsync() => _service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("INSERT INTO users VALUES (1, 'twice')", "INSERT", "23505", "23505: duplicate key value violates unique constraint \"users_pkey\"", "constraint")]
    [InlineData("INSERT INTO users (id) VALUES (200)", "INSERT", "23502", "23502: null value in column \"name\" of relation \"users\" violates not-null constraint", "constraint")]
    [InlineData("SELECT 'secret'::int FROM users", "SELECT", "22P02", $"22P02: {Withheld}", "other")]
    [InlineData("SELECT nothing FROM users", "SELECT", "42703", "42703: column \"nothing\" does not exist", "other")]
    [InlineData("SELECT * FROM users 'secret'", "SELECT", "42601", $"42601: {Withheld}", "other")]
    public async Task A_command_that_fails_is_marked_and_counted(string sql, string operation, string sqlState, string message, string type)
    {
        var (spans, measurements) = await _service.ObserveAsync(connection => Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, sql)));

        spans.ShouldBe(Failed($"{operation} users", operation, sqlState, message));
        measurements.ShouldBe([$"db.errors 1 {{type={type}}}", $"db.query.duration … {{operation={operation}, table=users}}"]);
    }

    [Fact]
    public async Task The_second_command_of_a_batch_fails_on_the_span_of_the_batch()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT * FROM users"), new("INSERT INTO users VALUES (1, 'twice')") } };
            await using var reader = await batch.ExecuteReaderAsync(s_cancellation);
            await Should.ThrowAsync<PostgresException>(() => reader.NextResultAsync(s_cancellation));
        });

        spans.ShouldBe("""
            BATCH users (client) ERROR: 23505
              - db.collection.name: users
              - db.operation.batch.size: 2
              - db.operation.name: BATCH
              - db.response.status_code: 23505
              - error.type: 23505
              @ received-first-response
              @ exception
                - exception.message: 23505: duplicate key value violates unique constraint "users_pkey"
                - exception.stacktrace: …
                - exception.type: Npgsql.PostgresException

            """);
        measurements.ShouldBe(["db.errors 1 {type=constraint}", "db.query.duration … {operation=BATCH, table=users}"]);
    }

    [Fact]
    public async Task An_exporter_gets_a_span_when_all_is_said()
    {
        await using var connection = await _service.DataSource.OpenConnectionAsync(s_cancellation);

        var trace = await ObservedService.TraceAsync(async () =>
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT * FROM users"), new("SELECT 1/0") } };
            await using var reader = await batch.ExecuteReaderAsync(s_cancellation);
            await Should.ThrowAsync<PostgresException>(() => reader.NextResultAsync(s_cancellation));
        });

        _service.SpansAtTheirEnd(trace).ShouldBe(["BATCH SELECT Error without text"]);
    }

    [Fact]
    public async Task A_row_that_fails_while_it_is_read_marks_its_own_span_and_no_other()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var other = await _service.DataSource.OpenConnectionAsync(s_cancellation);
            await using (var command = new NpgsqlCommand("SELECT 1000000 / (9 - i % 10), repeat('x', 1000) FROM generate_series(1, 100) i JOIN users ON id = 1", connection))
            await using (var reader = await command.ExecuteReaderAsync(s_cancellation))
            {
                await ExecuteAsync(other, "SELECT * FROM orders");
                var failure = await Should.ThrowAsync<PostgresException>(async () =>
                {
                    while (await reader.ReadAsync(s_cancellation))
                    {
                    }
                });
                failure.SqlState.ShouldBe(PostgresErrorCodes.DivisionByZero);
            }

            await ExecuteAsync(other, "SELECT * FROM orders");
        });

        var errors = spans.Split('\n').Where(line => line.Contains("(client)")).ToList();
        errors.ShouldBe(["SELECT users (client) ERROR: 22012", "SELECT orders (client)", "SELECT orders (client)"]);
        measurements.Count(line => line == "db.errors 1 {type=other}").ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_command_is_marked()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(s_cancellation);
            await using var command = new NpgsqlCommand("SELECT pg_sleep(60) FROM users", connection);
            var running = command.ExecuteNonQueryAsync(cancellation.Token);
            await cancellation.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => running);
        });

        spans.ShouldBe("""
            SELECT users (client) ERROR: Query was cancelled
              - db.collection.name: users
              - db.operation.name: SELECT
              - error.type: System.OperationCanceledException
              @ exception
                - exception.message: Query was cancelled
                - exception.stacktrace: …
                - exception.type: System.OperationCanceledException

            """);
        measurements.ShouldBe(["db.errors 1 {type=other}", "db.query.duration … {operation=SELECT, table=users}"]);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_counted_once()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT pg_sleep(60)", connection) { CommandTimeout = 1 };
            await Should.ThrowAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync(s_cancellation));
        });

        spans.ShouldStartWith("SELECT (client) ERROR: Timeout during reading attempt\n");
        measurements.ShouldBe(["db.errors 1 {type=other}", "db.query.duration … {operation=SELECT, table=none}"]);
    }

    [Fact]
    public async Task A_deadlock_is_counted_by_the_one_it_broke()
    {
        await using var first = await _service.DataSource.OpenConnectionAsync(s_cancellation);
        await using var second = await _service.DataSource.OpenConnectionAsync(s_cancellation);
        await ExecuteAsync(first, "BEGIN; UPDATE users SET age = 1 WHERE id = 1");
        await ExecuteAsync(second, "SET deadlock_timeout = '10min'; BEGIN; UPDATE users SET age = 1 WHERE id = 2");
        var waiting = ExecuteAsync(second, "UPDATE users SET age = 1 WHERE id = 1");
        await Poll.UntilAsync(async _ => await IsBlockedAsync(first, second), () => "the second to wait for the first", s_cancellation);

        var trace = await ObservedService.TraceAsync(async () =>
        {
            var failure = await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(first, "UPDATE users SET age = 1 WHERE id = 2"));
            failure.SqlState.ShouldBe(PostgresErrorCodes.DeadlockDetected);
        });
        await ExecuteAsync(first, "ROLLBACK");
        await waiting;

        ObservedService.Render(_service.Spans(trace)).ShouldBe(Failed("UPDATE users", "UPDATE", "40P01", "40P01: deadlock detected"));
        _service.Measurements(trace).ShouldBe(["db.errors 1 {type=deadlock}", "db.query.duration … {operation=UPDATE, table=users}"]);
    }

    [Fact]
    public async Task A_transaction_that_can_not_be_serialized_is_counted()
    {
        await using var other = await _service.DataSource.OpenConnectionAsync(s_cancellation);
        var (_, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, s_cancellation);
            await ExecuteAsync(connection, "SELECT * FROM users");
            using (TakumiTelemetry.Mute())
                await ExecuteAsync(other, "UPDATE users SET age = 2 WHERE id = 1");
            await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, "UPDATE users SET age = 3 WHERE id = 1"));
        });

        measurements.Where(line => line.StartsWith("db.errors", StringComparison.Ordinal)).ShouldBe(["db.errors 1 {type=serialization}"]);
    }

    [Fact]
    public async Task A_constraint_that_fails_at_COMMIT_is_counted_though_COMMIT_has_no_span()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(s_cancellation);
            await ExecuteAsync(connection, "INSERT INTO orders VALUES (1, 4711)");
            await Should.ThrowAsync<PostgresException>(() => transaction.CommitAsync(s_cancellation));
            await ExecuteAsync(connection, "SELECT * FROM orders");
        });

        spans.Split('\n').Where(line => line.Contains("(client)", StringComparison.Ordinal)).ShouldBe(["INSERT orders (client)", "SELECT orders (client)"], "nor does the next command have a part in it");
        measurements.ShouldBe(
            ["db.query.duration … {operation=INSERT, table=orders}", "db.errors 1 {type=constraint}", "db.query.duration … {operation=SELECT, table=orders}"]);
    }

    [Fact]
    public async Task An_import_that_fails_at_its_end_is_marked()
    {
        var (spans, measurements) = await _service.ObserveAsync(async connection =>
        {
            await using var import = await connection.BeginBinaryImportAsync("COPY users (id, name) FROM STDIN (FORMAT BINARY)", s_cancellation);
            await import.WriteRowAsync(s_cancellation, 1, "twice");
            await Should.ThrowAsync<PostgresException>(async () => await import.CompleteAsync(s_cancellation));
        });

        spans.ShouldBe(Failed("COPY users", "COPY", "23505", "23505: duplicate key value violates unique constraint \"users_pkey\""));
        measurements.ShouldBe(["db.errors 1 {type=constraint}", "db.query.duration … {operation=COPY, table=users}"]);
    }

    private static string Failed(string name, string operation, string sqlState, string message) => $"""
        {name} (client) ERROR: {sqlState}
          - db.collection.name: {name.Split(' ')[^1]}
          - db.operation.name: {operation}
          - db.response.status_code: {sqlState}
          - error.type: {sqlState}
          @ exception
            - exception.message: {message}
            - exception.stacktrace: …
            - exception.type: Npgsql.PostgresException

        """;

    // The server looks for a deadlock once a wait: by then both have to be in it.
    private static async Task<bool> IsBlockedAsync(NpgsqlConnection by, NpgsqlConnection who)
    {
        await using var command = new NpgsqlCommand($"SELECT {by.ProcessID} = ANY (pg_blocking_pids({who.ProcessID}))", by);
        return (bool)(await command.ExecuteScalarAsync(s_cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(s_cancellation);
    }
}
