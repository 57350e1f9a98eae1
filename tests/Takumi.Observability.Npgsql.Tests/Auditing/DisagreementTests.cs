using Microsoft.Extensions.Logging;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>Table and journal say different things: shipping stops, and says so once.</summary>
public sealed class DisagreementTests(SharedServer<PostgresServer> server) : IClassFixture<SharedServer<PostgresServer>>
{
    private const string Log = "takumi.audit/s/1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cursor_ahead_of_the_journal_stops_shipping_and_alarms()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var lines = new ListedLines(Log).Add().Add().Add();
        await ShipAsync(tables, lines);
        lines.RemoveLast();
        (await ReasonAsync(tables, lines)).ShouldBe($"Postgres has 3 records of {Log}, the journal has 2: the journal was restored from an older copy, or cut");
        (await tables.LinesAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_journal_that_was_restored_and_went_on_differently_stops_shipping()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var lines = new ListedLines(Log).Add().Add();
        await ShipAsync(tables, lines);
        lines.RemoveLast();
        lines.Add("2026-11-22T09:00:00.000Z").Add();
        (await ReasonAsync(tables, lines)).ShouldStartWith($"record 1 of {Log} in Postgres is another one than in the journal");
    }

    [Fact]
    public async Task Rows_that_somebody_else_wrote_into_the_log_stop_shipping()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        await AuditTables.ExecuteAsync(tables.Application, $"INSERT INTO audit_events (log, sequence, created_at, id, kind, line) VALUES ('{Log}', 1, now(), gen_random_uuid(), 'event', 'forged')");
        (await ReasonAsync(tables, new ListedLines(Log).Add().Add())).ShouldBe($"the table holds rows of this log that were not shipped: the table has 3 rows of log {Log} from 0 to 1, not 2");
        (await tables.QueryAsync("SELECT count(*) FROM audit_events")).ShouldBe("1", "the batch was rolled back");
    }

    [Fact]
    public async Task A_line_that_is_no_record_stops_shipping_before_it()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        (await ReasonAsync(tables, new ListedLines(Log).Add().Add(members: "nonsense"))).ShouldBe("line 1 can't be read as a record");
    }

    [Fact]
    public async Task Lag_and_stop_are_metrics_with_the_log_for_a_label()
    {
        const string log = "takumi.audit/s/metrics";
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        using var metrics = new MeasurementRecorder(TakumiTelemetry.MeterName);
        var lines = new ListedLines(log).Add().Add(members: "nonsense");
        await using var session = new ShipperSession(tables, lines);
        session.Start();
        await Poll.UntilAsync(() => metrics.Of("audit.postgres.stopped", ("log", log)).Count > 0, () => "the metric", Cancellation);
        metrics.Of("audit.postgres.stopped", ("log", log))[^1].ShouldSatisfyAllConditions(stopped => stopped.Value.ShouldBe(1), stopped => stopped.Tags.Keys.ShouldBe(["log"]));
        metrics.Of("audit.postgres.lag", ("log", log))[^1].ShouldSatisfyAllConditions(lag => lag.Value.ShouldBe(2), lag => lag.Tags.Keys.ShouldBe(["log"]));
    }

    private static async Task ShipAsync(AuditTables tables, ListedLines lines)
    {
        await using var session = new ShipperSession(tables, lines);
        session.Start();
        await session.StopAsync();
        session.Shipper.Lag.ShouldBe(0);
    }

    private static async Task<string> ReasonAsync(AuditTables tables, ListedLines lines)
    {
        await using var session = new ShipperSession(tables, lines);
        session.Start();
        var alarm = await session.Logs.WaitForAsync(log => log.Level == LogLevel.Critical, Cancellation);
        lines.Add();
        await session.StopAsync();
        session.Logs.Logs.Count(log => log.Level == LogLevel.Critical).ShouldBe(1);
        alarm.Message.ShouldBe($"Nothing more of the audit trail {Log} is shipped to Postgres until somebody has looked at it: {session.Shipper.StopReason}. The journal goes on.");
        return session.Shipper.StopReason.ShouldNotBeNull();
    }
}
