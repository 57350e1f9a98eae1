using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>Postgres alone, without a journal.</summary>
public sealed class SinkTests(SharedServer<PostgresServer> server) : IClassFixture<SharedServer<PostgresServer>>, IDisposable
{
    private static readonly AuditEvent s_event = new() { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success, Amount = 10m };

    private readonly PrivateFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_awaited_record_is_a_committed_row()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        await using var host = await StartAsync(tables.Application);
        var receipt = await host.Audit.RecordAsync(
            s_event with { UserId = "u\0", Metadata = new Dictionary<string, object?> { ["attempt"] = 2, ["note"] = "a\0b\ud800", ["price"] = 1.5m, ["nothing"] = null, ["yes"] = true } }, Cancellation);
        var position = receipt.Positions.ShouldHaveSingleItem();
        position.Log.ShouldBe("postgres/takumi-backend");
        position.Sequence.ShouldBe(0);
        position.LeafHash.IsEmpty.ShouldBeTrue("nothing stands behind it");
        (await tables.RowsAsync("SELECT replace(id::text, '-', ''), event, user_id, amount, metadata::text, line, tableoid::regclass::text LIKE 'audit_events_2%' FROM audit_events")).ShouldHaveSingleItem().ShouldBe(
        [
            receipt.RecordId.ToString(), "reward_claimed", "u\uFFFD", 10m, "{\"yes\": true, \"note\": \"a\uFFFDb\uFFFD\", \"price\": \"1.5\", \"attempt\": 2}", DBNull.Value, true,
        ]);
    }

    [Fact]
    public async Task A_record_does_not_disappear_with_a_transaction_of_the_application()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        await using var host = await StartAsync(tables.Application);
        using (new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
            await host.RecordAsync(s_event);
        (await tables.QueryAsync("SELECT count(*) FROM audit_events")).ShouldBe("1");
    }

    [Fact]
    public async Task Refused_or_unreachable_is_not_written_and_a_lost_answer_is_unknown()
    {
        var postgres = await server.GetAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        await using var host = await StartAsync(tables.Application);
        await host.RecordAsync(s_event);

        await AuditTables.ExecuteAsync(tables.Owner, "ALTER TABLE audit_events ADD CONSTRAINT odd CHECK (amount <> 13)");
        var refused = await Should.ThrowAsync<AuditException>(() => host.RecordAsync(s_event with { Amount = 13m }));
        refused.Failure.ShouldBe(AuditFailure.NotWritten);
        refused.Message.ShouldStartWith($"Audit record {refused.RecordId}: PostgreSQL refused it: ");

        // The connection ends while the insert waits for a lock: nobody who lost it can know.
        await using var connection = new NpgsqlConnection(tables.Superuser);
        await connection.OpenAsync(Cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await ExecuteAsync(connection, "LOCK TABLE audit_events IN SHARE MODE");
            var waiting = host.RecordAsync(s_event);
            await Poll.UntilAsync(
                async _ => (await CountAsync(connection, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'takumi_app' AND datname = current_database()")) == 1, () => "the insert to wait", Cancellation);
            await ExecuteAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'takumi_app' AND datname = current_database()");
            (await Should.ThrowAsync<AuditException>(() => waiting)).Failure.ShouldBe(AuditFailure.Unknown);
        }

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => host.Audit.RecordAsync(s_event, cancelled.Token).AsTask());
        (await tables.QueryAsync("SELECT count(*) FROM audit_events")).ShouldBe("1");
    }

    [Fact]
    public async Task Away_it_fails_what_is_awaited_and_keeps_what_is_not()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        await using var host = await StartAsync(tables.Application);
        await host.RecordAsync(s_event);
        await postgres.KillAsync();
        for (var i = 0; i < 250; i++)
            host.Audit.Record(s_event);
        // The first may meet the pooled connection that the dead server has left behind.
        await Should.ThrowAsync<AuditException>(() => host.RecordAsync(s_event));
        (await HealthAsync(host)).ShouldBe(HealthStatus.Unhealthy);
        (await Should.ThrowAsync<AuditException>(() => host.RecordAsync(s_event))).Failure.ShouldBe(AuditFailure.NotWritten);
        await postgres.RestartAsync(Cancellation);
        await Poll.UntilAsync(async _ => await tables.QueryAsync("SELECT count(*) FROM audit_events") == "251", () => "the rows", Cancellation);
        (await HealthAsync(host)).ShouldBe(HealthStatus.Healthy);
        (await tables.QueryAsync("SELECT count(DISTINCT id) FROM audit_events")).ShouldBe("251");
    }

    [Fact]
    public async Task What_the_queue_cannot_hold_or_the_stop_cannot_save_is_told()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        var host = await StartAsync(tables.Application, options => (options.QueueCapacity, options.ShutdownPatience) = (10, TimeSpan.FromSeconds(1)));
        await postgres.KillAsync();
        for (var i = 0; i < 500; i++)
            host.Audit.Record(s_event);
        await host.DisposeAsync();
        host.Logs.Logs.Count(log => log.Level == LogLevel.Error && log.Message.EndsWith("did not get into PostgreSQL: the queue is full or closed. This is told once; telemetry_lost_total counts on.", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Best_effort_records_are_inserted_before_the_host_ends()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var host = await StartAsync(tables.Application);
        for (var i = 0; i < 1000; i++)
            host.Audit.Record(s_event);
        await host.DisposeAsync();
        (await tables.QueryAsync("SELECT count(*), count(DISTINCT sequence) FROM audit_events")).ShouldBe("1000|1000");
    }

    public void Dispose() => _folder.Dispose();

    private Task<AuditHost> StartAsync(string connectionString, Action<AuditPostgresOptions>? configure = null) =>
        AuditHost.StartAsync(_folder, builder => builder.AddAuditPostgresSink(connectionString, options => configure?.Invoke(options)));

    private static async Task<HealthStatus> HealthAsync(AuditHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "audit", Cancellation)).Status;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
