using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Takumi.Observability.Auditing;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Benchmarks.Postgres;

/// <summary>
/// Shipping a journal to PostgreSQL, from its segments to the commit with the cursor, against a bare binary COPY of the same rows into the same table, made
/// beforehand and cut into the same transactions. Rounds are interleaved; each ratio is of one round, and the median is reported. Goal: ≥ 0.7.
/// </summary>
/// <remarks><c>dotnet run -c Release -- audit-postgres [rounds] [records]</c>. Starts a server of its own, with fsync.</remarks>
internal static class AuditPostgresBenchmarks
{
    private const string Origin = "takumi.audit/benchmark/";

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
        var records = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50_000;
        var folder = Directory.CreateTempSubdirectory("takumi-bench-");
        try
        {
            await using var server = await PostgresServer.StartAsync(["fsync=on", "max_wal_size=4GB"]);
            await using var journal = new AuditJournal(
                new AuditJournalOptions(), new JournalSettings { Directory = folder.FullName, Service = "benchmark", QueueCapacity = records + 1 }, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
            await journal.StartAsync();
            await FillAsync(journal, records);
            await using var database = new AuditDatabase(Options.Create(new AuditPostgresOptions { ConnectionString = server.ConnectionString(), CreateSchema = true }), NullLoggerFactory.Instance);
            await MeasureAsync(journal.Lines, database, rounds);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(AuditJournal journal, int records)
    {
        for (var i = 0; i < records; i++)
        {
            var auditEvent = new AuditEvent
            {
                Event = "reward_claimed",
                Resource = "quiz_submission",
                Action = "claim_reward",
                Result = AuditResult.Success,
                UserId = "user-4711",
                ResourceId = "submission-0815",
                TxHash = "3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889",
                Amount = 10.5m,
            };
            var record = new AuditRecord(
                AuditRecordId.New(), DateTimeOffset.UtcNow, "takumi-backend", "Production", ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), auditEvent);
            if (!((IAuditSink)journal).TryWrite(record))
                throw new InvalidOperationException("The journal of the benchmark lost a record.");
        }

        await journal.Lines.WaitForAsync(records + 1, CancellationToken.None);
    }

    private static async Task MeasureAsync(IAuditLineSource source, AuditDatabase database, int rounds)
    {
        var batches = await CopiedRows.ReadAsync(source);
        await CopiedRows.ShipAsync(source, database, $"{Origin}first"); // makes the partition, which the bare COPY needs as well
        List<double> copied = [], shipped = [];
        for (var round = -1; round < rounds; round++)
        {
            var copy = await TimeAsync(source, () => CopiedRows.CopyAsync(database, batches, $"{Origin}copy/{round}"));
            Expect((source.DurableCount, 0, 0), await CopiedRows.StateAsync(database, $"{Origin}copy/{round}"));
            var ship = await TimeAsync(source, () => CopiedRows.ShipAsync(source, database, $"{Origin}ship/{round}"));
            Expect((source.DurableCount, source.DurableCount, 0), await CopiedRows.StateAsync(database, $"{Origin}ship/{round}"));
            if (round < 0)
                continue; // warm-up
            copied.Add(copy);
            shipped.Add(ship);
        }

        var ratios = copied.Zip(shipped, (copy, ship) => ship / copy).Order().ToList();
        System.Console.WriteLine($"{source.DurableCount} records in {batches.Count} transactions, {rounds} rounds");
        System.Console.WriteLine($"bare COPY  {Median(copied):N0} rows/s ({copied.Min():N0}–{copied.Max():N0})");
        System.Console.WriteLine($"shipping   {Median(shipped):N0} rows/s ({shipped.Min():N0}–{shipped.Max():N0})");
        System.Console.WriteLine($"ratio      {Median(ratios):F2} ({ratios[0]:F2}–{ratios[^1]:F2})");
    }

    private static async Task<double> TimeAsync(IAuditLineSource source, Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run();
        return source.DurableCount / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Expect((long Rows, long Cursor, long OutsidePartitions) expected, (long Rows, long Cursor, long OutsidePartitions) actual)
    {
        if (actual != expected)
            throw new InvalidOperationException($"The table is not in the state that is measured: {actual}, expected {expected}.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
