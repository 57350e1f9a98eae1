using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>The journal's lines as rows.</summary>
public sealed class ShippingTests(SharedServer<PostgresServer> server) : IClassFixture<SharedServer<PostgresServer>>, IDisposable
{
    private readonly PrivateFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_line_of_the_journal_is_a_row_the_journals_own_records_and_the_stop_included()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var host = await AuditHost.StartAsync(_folder, tables.Application);
        for (var i = 0; i < 100; i++)
            await host.RecordAsync("profile_viewed");
        await host.DisposeAsync();

        var rows = await tables.LinesAsync();
        rows.ShouldBe(host.Stored());
        rows.Count.ShouldBe(103);
        (await tables.QueryAsync("SELECT kind, count(*), count(event) FROM audit_events GROUP BY kind ORDER BY kind")).ShouldBe("event|100|100\ngenesis|1|0\nstart|1|0\nstop|1|0");
        (await tables.QueryAsync("SELECT next FROM audit_cursors")).ShouldBe("103");
        (await tables.QueryAsync("SELECT count(*) FROM audit_events WHERE leaf_hash = sha256('\\x00'::bytea || line)")).ShouldBe("103");
        (await tables.QueryAsync("SELECT count(*) FROM audit_events_default")).ShouldBe("0");
    }

    [Fact]
    public async Task A_row_has_what_the_line_has_under_the_names_of_the_catalogue()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var host = await AuditHost.StartAsync(_folder, tables.Application);
        await host.RecordAsync(new AuditEvent
        {
            Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Failure, UserId = "u1", OnBehalfOf = "u2", StellarAddress = "GA", ResourceId = "q7",
            TxHash = "ab", Amount = 10.50m, Metadata = new Dictionary<string, object?> { ["attempt"] = 2, ["note"] = "a \"b\" \0 c" }, Ip = "192.0.2.1", UserAgent = "curl \0 8",
        });
        await host.ShippedAsync();

        var row = (await tables.RowsAsync("""
            SELECT event, resource, action, result, user_id, on_behalf_of, stellar_address, resource_id, tx_hash, amount::text, metadata->>'attempt', metadata->>'note', ip, user_agent, service, environment,
                   trace_id, span_id, strpos(convert_from(line, 'UTF8'), '"id":"' || replace(id::text, '-', '') || '"') > 0,
                   strpos(convert_from(line, 'UTF8'), '"timestamp":"' || to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) > 0
            FROM audit_events WHERE kind = 'event'
            """)).ShouldHaveSingleItem();
        row.ShouldBe(
        [
            "reward_claimed", "quiz_submission", "claim_reward", "failure", "u1", "u2", "GA", "q7", "ab", "10.50", "2", "a \"b\" \uFFFD c", "192.0.2.1", "curl \uFFFD 8", "takumi-backend", "Development",
            DBNull.Value, DBNull.Value, true, true,
        ]);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Both_queries_of_the_catalogue_run_as_they_stand()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var now = DateTime.UtcNow;
        var (today, hour) = (now.Date, now.Date.AddHours(now.Hour));
        var lines = new ListedLines("takumi.audit/s/1");
        Claim(lines, now, "a", "10.25");
        Claim(lines, now, "a", "0.75");
        Claim(lines, now, "b", "4");
        Claim(lines, now.AddDays(-2), "a", "100");
        lines.Add(Text(now), Members("quiz_submitted", "c", null));
        lines.Add(Text(now), Members("profile_viewed", "d", null));
        await ShipAsync(tables, lines);

        var perHour = await tables.RowsAsync(
            "SELECT date_trunc('hour', created_at) AS hour, COUNT(*), SUM(amount) FROM audit_events WHERE event = 'reward_claimed' AND created_at > NOW() - INTERVAL '24 hours' GROUP BY hour ORDER BY hour");
        perHour.ShouldHaveSingleItem().ShouldBe([hour, 3L, 15.00m]);
        var perDay = await tables.RowsAsync(
            "SELECT date_trunc('day', created_at) AS day, COUNT(DISTINCT user_id) FROM audit_events WHERE event IN ('reward_claimed', 'quiz_submitted') GROUP BY day ORDER BY day DESC");
        perDay.Count.ShouldBe(2);
        perDay[0].ShouldBe([today, 3L]);
        perDay[1].ShouldBe([today.AddDays(-2), 1L]);
    }

    [Fact]
    public async Task Two_shippers_of_one_log_leave_no_double_and_no_gap()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var lines = new ListedLines("takumi.audit/s/1");
        await using var first = new ShipperSession(tables, lines);
        await using var second = new ShipperSession(tables, lines);
        first.Start();
        second.Start();
        for (var i = 0; i < 500; i++)
        {
            lines.Add();
            if (i % 50 == 0)
                await Task.Yield();
        }

        lines.Close();
        await first.StopAsync();
        await second.StopAsync();
        first.Shipper.StopReason.ShouldBeNull();
        second.Shipper.StopReason.ShouldBeNull();
        (await tables.LinesAsync()).ShouldBe(lines.Texts().Select((line, index) => ((long)index, line)));
    }

    [Fact]
    public async Task Several_instances_ship_a_log_each()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        ListedLines[] logs = [.. Enumerable.Range(1, 4).Select(instance => new ListedLines($"takumi.audit/s/{instance}"))];
        ShipperSession[] instances = [.. logs.Select(lines => new ShipperSession(tables, lines))];
        foreach (var instance in instances)
            instance.Start();
        for (var i = 0; i < 100; i++)
        {
            foreach (var lines in logs)
                lines.Add();
        }

        foreach (var (instance, lines) in instances.Zip(logs))
        {
            lines.Close();
            await instance.StopAsync();
            instance.Shipper.StopReason.ShouldBeNull();
            await instance.DisposeAsync();
        }

        (await tables.LinesAsync()).ShouldBe(logs.SelectMany(lines => lines.Texts().Select((line, index) => ((long)index, line))));
        (await tables.QueryAsync("SELECT next, count(*) FROM audit_cursors GROUP BY next")).ShouldBe("100|4");
    }

    [Fact]
    public async Task A_clock_out_of_range_goes_to_the_default_partition_and_shipping_goes_on()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var now = DateTime.UtcNow;
        var lines = new ListedLines("takumi.audit/s/1").Add("0001-01-01T00:00:00.000Z").Add("9999-12-31T23:59:59.999Z").Add("1969-07-20T20:17:40.000Z").Add(Text(now)).Add(Text(now.AddMonths(-3)));
        await ShipAsync(tables, lines);
        (await tables.LinesAsync()).Count.ShouldBe(5);
        (await tables.QueryAsync("SELECT string_agg(sequence::text, ',' ORDER BY sequence) FROM audit_events_default")).ShouldBe("0,1,2");
        (await tables.QueryAsync($"SELECT count(*) FROM audit_events_{now:yyyy_MM}")).ShouldBe("1");
    }

    [Fact]
    public async Task A_month_that_the_default_partition_has_rows_of_stays_there()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var now = DateTime.UtcNow;
        await AuditTables.ExecuteAsync(tables.Owner, $"INSERT INTO audit_events (log, created_at, id, kind) VALUES ('x', '{now:O}', gen_random_uuid(), 'event')");
        await ShipAsync(tables, new ListedLines("takumi.audit/s/1").Add(Text(now)).Add(Text(now)));
        (await tables.QueryAsync("SELECT count(*) FROM audit_events_default")).ShouldBe("3");
    }

    [Fact]
    public async Task Shipping_is_mute()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        var muted = new System.Collections.Concurrent.ConcurrentBag<bool>();
        var lines = new ListedLines("takumi.audit/s/1").Add();
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> creation) =>
            {
                if (creation.Tags?.Any(tag => tag.Value is string text && text.Contains("audit_lock_cursor", StringComparison.Ordinal)) == true || TakumiTelemetry.IsMuted)
                    muted.Add(TakumiTelemetry.IsMuted);
                return System.Diagnostics.ActivitySamplingResult.None;
            },
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        await ShipAsync(tables, lines);
        muted.ShouldNotBeEmpty();
        muted.ShouldAllBe(isMuted => isMuted);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task ShipAsync(AuditTables tables, ListedLines lines)
    {
        await using var session = new ShipperSession(tables, lines);
        session.Start();
        lines.Close();
        await session.StopAsync();
        session.Shipper.StopReason.ShouldBeNull();
        session.Shipper.Trouble.ShouldBeNull();
    }

    private static void Claim(ListedLines lines, DateTime time, string user, string amount) => lines.Add(Text(time), Members("reward_claimed", user, amount));

    private static string Members(string name, string user, string? amount) =>
        $"\"event\":\"{name}\",\"resource\":\"r\",\"action\":\"a\",\"result\":\"success\",\"userId\":\"{user}\"{(amount is null ? "" : $",\"amount\":\"{amount}\"")},\"service\":\"s\",\"environment\":\"\"";

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
