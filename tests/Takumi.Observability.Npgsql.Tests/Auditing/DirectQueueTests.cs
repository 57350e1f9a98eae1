using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>The queue is all that best-effort records have without a journal: what it gives up is lost.</summary>
public sealed class DirectQueueTests : IAsyncDisposable
{
    private readonly CapturingLoggerProvider _logs = new();
    private readonly LoggerFactory _loggers;
    private AuditDatabase? _database;
    private DirectQueue? _queue;

    public DirectQueueTests() => _loggers = new LoggerFactory([_logs]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_that_meets_dead_connections_of_a_living_server_inserts_by_another()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        var queue = Start(tables);
        queue.TryAdd(Record()).ShouldBeTrue();
        await Poll.UntilAsync(async _ => await CountAsync(tables) == "1", () => "the first row", Cancellation);
        await FillPoolAsync();
        await postgres.KillAsync();
        await postgres.RestartAsync(Cancellation);

        queue.TryAdd(Record()).ShouldBeTrue();
        await queue.StopAsync(Cancellation);
        (await CountAsync(tables)).ShouldBe("2");
        _logs.Logs.ShouldNotContain(log => log.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_stop_without_a_server_gives_up_after_a_second_attempt()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        await postgres.KillAsync();
        var queue = Start(tables);
        queue.TryAdd(Record()).ShouldBeTrue();

        await queue.StopAsync(Cancellation);
        _logs.Logs.Select(log => (log.Level, log.Message)).ShouldBe(
        [
            (LogLevel.Warning, "Audit records can't be inserted into PostgreSQL now; up to 10 wait in memory."),
            (LogLevel.Error, "1 best-effort audit records did not get into PostgreSQL: the host stopped first. This is told once; telemetry_lost_total counts on."),
        ]);
    }

    [Theory]
    [InlineData("53100")] // disk_full
    [InlineData("25006")] // read_only_sql_transaction: a standby
    [InlineData("40P01")] // deadlock_detected
    public async Task What_the_server_refuses_for_a_while_waits_for_it(string state)
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        await AuditTables.ExecuteAsync(
            tables.Owner,
            $"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now' USING ERRCODE = '{state}'; END $$; CREATE TRIGGER refusing BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse()");
        var queue = Start(tables);
        queue.TryAdd(Record()).ShouldBeTrue();
        await Poll.UntilAsync(() => _logs.Logs.Count > 0, () => "the refusal", Cancellation);
        await AuditTables.ExecuteAsync(tables.Owner, "DROP TRIGGER refusing ON audit_events");

        await queue.StopAsync(Cancellation);
        (await CountAsync(tables)).ShouldBe("1");
        _logs.Logs.Select(log => (log.Level, log.Message)).ShouldBe([(LogLevel.Warning, "Audit records can't be inserted into PostgreSQL now; up to 10 wait in memory.")]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_queue is not null)
            await _queue.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _loggers.Dispose();
    }

    /// <summary>No pause after a failure ends by itself.</summary>
    private DirectQueue Start(AuditTables tables)
    {
        _database = new AuditDatabase(Options.Create(new AuditPostgresOptions { ConnectionString = tables.Application }), _loggers);
        _queue = new DirectQueue(new DirectWriter(_database), capacity: 10, new ManualTimeProvider(), _loggers.CreateLogger("queue"));
        _queue.Start();
        return _queue;
    }

    /// <summary>Leaves three idle connections in the pool.</summary>
    private async Task FillPoolAsync()
    {
        var open = new[] { await _database!.OpenAsync(Cancellation), await _database.OpenAsync(Cancellation), await _database.OpenAsync(Cancellation) };
        foreach (var connection in open)
            await connection.DisposeAsync();
    }

    private static Task<string> CountAsync(AuditTables tables) => tables.QueryAsync("SELECT count(*) FROM audit_events");

    private static AuditRecord Record() => new(
        AuditRecordId.New(), new DateTimeOffset(2026, 11, 22, 8, 19, 3, TimeSpan.Zero), "takumi-backend", "Development", default, default,
        new AuditEvent { Event = "profile_viewed", Resource = "profile", Action = "view", Result = AuditResult.Success });
}
