using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>Postgres goes away: at the start, in the middle, at the stop, and again and again by SIGKILL. Each test has a server of its own.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly PrivateFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_fifty_times_in_the_middle_of_shipping_every_line_is_one_row()
    {
        // syncfs: otherwise every recovery opens and syncs each file of the cluster, which is all that this test would do.
        await using var postgres = await PostgresServer.StartAsync(["fsync=on", "recovery_init_sync_method=syncfs"], Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        var host = await AuditHost.StartAsync(_folder, tables.Application, options => options.ShutdownPatience = TimeSpan.FromMinutes(1));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = WriteAsync(host, ending.Token);
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var origin = await host.Lines.GetOriginAsync(Cancellation);
            var shipped = host.Copy.CountOf(origin);
            await Poll.UntilAsync(() => host.Copy.CountOf(origin) > shipped, () => $"shipping to go on in round {round}", Cancellation);
            await Task.Delay(random.Next(20), Cancellation);
            await postgres.KillAsync();
            await postgres.RestartAsync(Cancellation);
        }

        await ending.CancelAsync();
        var written = await writing;
        await host.DisposeAsync();
        written.ShouldBeGreaterThan(1000);
        var rows = await tables.LinesAsync();
        rows.Count.ShouldBe(host.Stored().Count);
        rows.ShouldBe(host.Stored());
        (await tables.QueryAsync("SELECT next FROM audit_cursors")).ShouldBe($"{rows.Count}");
    }

    [Fact]
    public async Task Away_at_the_start_in_the_middle_and_at_the_stop_it_gets_everything_in_the_end()
    {
        await using var postgres = await PostgresServer.StartAsync(["fsync=on"], Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        await postgres.KillAsync();

        var host = await AuditHost.StartAsync(_folder, tables.Application);
        await host.RecordAsync("at_the_start");
        await HealthBecomesAsync(host, HealthStatus.Degraded);
        await postgres.RestartAsync(Cancellation);
        await host.ShippedAsync();
        await HealthBecomesAsync(host, HealthStatus.Healthy);

        await postgres.KillAsync();
        await host.RecordAsync("in_the_middle");
        await HealthBecomesAsync(host, HealthStatus.Degraded);
        await postgres.RestartAsync(Cancellation);
        await host.ShippedAsync();

        await postgres.KillAsync();
        await host.RecordAsync("at_the_stop");
        await host.DisposeAsync();
        host.Logs.Logs.ShouldContain(log => log.Level == LogLevel.Information && log.Message.EndsWith("are not in Postgres yet; the next start ships them.", StringComparison.Ordinal));
        host.Logs.Logs.Count(log => log.Level == LogLevel.Warning && log.Message.Contains("can't be shipped to Postgres now", StringComparison.Ordinal)).ShouldBe(3, "once an outage");

        await postgres.RestartAsync(Cancellation);
        await using (var next = await AuditHost.StartAsync(_folder, tables.Application))
            await next.ShippedAsync();
        (await tables.LinesAsync()).ShouldBe(host.Stored());
        (await tables.QueryAsync("SELECT event FROM audit_events WHERE event IS NOT NULL ORDER BY sequence")).ShouldBe("at_the_start\nin_the_middle\nat_the_stop");
    }

    [Fact]
    public async Task A_stop_in_the_pause_after_a_failure_tries_once_more()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        var lines = new ListedLines("log").Add();
        await postgres.KillAsync();
        await using var session = new ShipperSession(tables, lines, new ManualTimeProvider()); // no pause ends by itself
        session.Start();
        await Poll.UntilAsync(() => session.Shipper.Trouble is not null, () => "the failure", Cancellation);
        await postgres.RestartAsync(Cancellation);

        await session.StopAsync();
        (await tables.LinesAsync()).ShouldBe([(0, lines.Texts()[0])]);
    }

    [Fact]
    public async Task A_stop_that_meets_a_dead_connection_of_a_living_server_ships_by_another()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        var lines = new ListedLines("log").Add();
        await using var session = new ShipperSession(tables, lines, new ManualTimeProvider());
        session.Start();
        await Poll.UntilAsync(() => session.Shipper.Lag == 0, () => "the first line", Cancellation);
        await postgres.KillAsync();
        await postgres.RestartAsync(Cancellation);

        lines.Add();
        await session.StopAsync();
        (await tables.LinesAsync()).Select(line => line.Sequence).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_stop_without_a_server_gives_up_after_a_second_attempt()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        await postgres.KillAsync();
        await using var session = new ShipperSession(tables, new ListedLines("log").Add(), new ManualTimeProvider());
        session.Start();

        await session.StopAsync();
        session.Logs.Logs.Count(log => log.Level == LogLevel.Warning).ShouldBe(1, "once an outage");
        session.Logs.Logs.ShouldContain(log => log.Message == "1 records of log are not in Postgres yet; the next start ships them.");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_at_the_stop_is_given_up_on()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation);
        var tables = await AuditTables.CreateAsync(postgres);
        var host = await AuditHost.StartAsync(_folder, tables.Application, options => options.ShutdownPatience = TimeSpan.FromSeconds(1));
        await host.ShippedAsync();
        await using var connection = new NpgsqlConnection(tables.Owner);
        await connection.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("LOCK TABLE audit_cursors", connection, transaction))
            await hold.ExecuteNonQueryAsync(Cancellation);

        await host.RecordAsync("unheard");
        await host.DisposeAsync();
        host.Logs.Logs.ShouldContain(log => log.Message.EndsWith("are not in Postgres yet; the next start ships them.", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<int> WriteAsync(AuditHost host, CancellationToken cancellationToken)
    {
        var written = 0;
        for (; !cancellationToken.IsCancellationRequested || written <= 1000; written++)
            await host.RecordAsync("profile_viewed", written);
        return written;
    }

    // The shipper tells its own state a moment after the rows are there, or after an attempt has failed.
    private static Task HealthBecomesAsync(AuditHost host, HealthStatus expected)
    {
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        HealthReportEntry last = default;
        return Poll.UntilAsync(
            async token => (last = (await checks.CheckHealthAsync(check => check.Name == "audit_postgres", token)).Entries.Single().Value).Status == expected,
            () => $"{expected}, not {last.Status}: {last.Description}",
            Cancellation);
    }
}
