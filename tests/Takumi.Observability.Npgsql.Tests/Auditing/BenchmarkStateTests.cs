using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Benchmarks.Postgres;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests.Auditing;

/// <summary>That both ways of the benchmark bring the same rows, and that only one of them ships.</summary>
public sealed class BenchmarkStateTests(SharedServer<PostgresServer> server) : IClassFixture<SharedServer<PostgresServer>>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shipping_and_the_bare_copy_leave_the_same_rows()
    {
        var tables = await AuditTables.CreateAsync(await server.GetAsync(Cancellation));
        await using var database = new AuditDatabase(Options.Create(new AuditPostgresOptions { ConnectionString = tables.Application }), NullLoggerFactory.Instance);
        var now = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var lines = new ListedLines("takumi.audit/s/1");
        for (var i = 0; i < 30; i++)
            lines.Add(now);

        await CopiedRows.ShipAsync(lines, database, "shipped");
        await CopiedRows.CopyAsync(database, await CopiedRows.ReadAsync(lines), "copied");

        (await CopiedRows.StateAsync(database, "shipped")).ShouldBe((30, 30, 0));
        (await CopiedRows.StateAsync(database, "copied")).ShouldBe((30, 0, 0));
        (await tables.QueryAsync($"SELECT count(*) FROM (SELECT {AuditColumns.List.Replace("log, ", "", StringComparison.Ordinal)} FROM audit_events WHERE log = 'shipped' EXCEPT SELECT {AuditColumns.List.Replace("log, ", "", StringComparison.Ordinal)} FROM audit_events WHERE log = 'copied') AS differing"))
            .ShouldBe("0");
    }
}
