using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Auditing;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Benchmarks;

/// <summary>
/// Durable records a second with 1, 16 and 256 callers, against appends of 4 KiB to a growing file opened with O_SYNC on the same disk, and the
/// cost of a best-effort record for its caller. Rounds are interleaved, because a disk's mood changes; each ratio is of one round, and the median is reported.
/// </summary>
/// <remarks><c>dotnet run -c Release -- audit-journal [rounds] [seconds] [directory]</c>. A directory on tmpfs measures nothing.</remarks>
internal static class AuditJournalBenchmarks
{
    private const int Sync = 0x101000; // O_SYNC
    private const int Burst = 5_000;

    private static readonly int[] s_callers = [1, 16, 256];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
        var time = TimeSpan.FromSeconds(args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 1);
        var root = Directory.CreateDirectory(Path.Combine(args.Length > 2 ? args[2] : Directory.GetCurrentDirectory(), $"audit-journal-{Environment.ProcessId}")).FullName;
        try
        {
            var settings = new JournalSettings { Directory = Path.Join(root, "journal"), Service = "benchmark", MayMakeKey = true };
            await using var journal = new AuditJournal(new AuditJournalOptions(), settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
            await journal.StartAsync();
            await MeasureAsync(journal, Path.Join(root, "baseline"), rounds, time);
            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task MeasureAsync(AuditJournal journal, string baseline, int rounds, TimeSpan time)
    {
        await DurableAsync(journal, 64, time); // warm-up
        await EnqueueAsync(journal);
        List<double> plain = [], enqueue = [];
        var durable = s_callers.ToDictionary(callers => callers, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            plain.Add(Appends(baseline, time));
            foreach (var callers in s_callers)
                durable[callers].Add(await DurableAsync(journal, callers, time));
            enqueue.Add(await EnqueueAsync(journal));
        }

        System.Console.WriteLine($"{"",-26}{"median",12}{"lowest",12}{"highest",12}{"ratio",10}   lowest–highest ratio");
        Show("O_SYNC 4 KiB appends/s", plain, null);
        foreach (var callers in s_callers)
            Show($"{callers} callers, records/s", durable[callers], [.. durable[callers].Zip(plain, (records, appends) => records / appends)]);
        Show("best effort, ns a record", enqueue, null);
    }

    private static double Appends(string path, TimeSpan time)
    {
        var descriptor = Libc.Open(path, Libc.ReadWrite | Libc.Create | Sync, 0x180);
        if (descriptor < 0)
            throw DiskException.FromErrno("open", path, Marshal.GetLastPInvokeError());
        var block = new byte[4096];
        Random.Shared.NextBytes(block);
        long count = 0;
        var began = Stopwatch.GetTimestamp();
        try
        {
            for (; Stopwatch.GetElapsedTime(began) < time; count++)
                Append(descriptor, block, count * block.Length, path);
            return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            _ = Libc.Close(descriptor);
            File.Delete(path);
        }
    }

    private static unsafe void Append(int descriptor, byte[] block, long offset, string path)
    {
        fixed (byte* pointer = block)
        {
            if (Libc.Write(descriptor, pointer, block.Length, offset) != block.Length)
                throw DiskException.FromErrno("pwrite", path, Marshal.GetLastPInvokeError());
        }
    }

    private static async Task<double> DurableAsync(IAuditSink journal, int callers, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            long count = 0;
            for (; Stopwatch.GetElapsedTime(began) < time; count++)
                await journal.WriteAsync(Record(), CancellationToken.None);
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>A burst that the queue can hold, and then the time for it to become durable, which is not counted.</summary>
    private static async Task<double> EnqueueAsync(IAuditSink journal)
    {
        var record = Record();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Burst; i++)
        {
            if (!journal.TryWrite(record))
                throw new InvalidOperationException("The queue was full: this measures losing records.");
        }

        var nanoseconds = Stopwatch.GetElapsedTime(began).TotalNanoseconds / Burst;
        await journal.WriteAsync(Record(), CancellationToken.None);
        return nanoseconds;
    }

    private static AuditRecord Record() => new(AuditRecordId.New(), DateTimeOffset.UtcNow, "takumi-backend", "production", default, default, new AuditEvent
    {
        Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success, UserId = "user-4711", Amount = 10m,
        TxHash = "3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889",
    });

    private static void Show(string what, List<double> values, List<double>? ratios)
    {
        values.Sort();
        ratios?.Sort();
        var ratio = ratios is null ? "" : $"{ratios[ratios.Count / 2],10:0.00}   {ratios[0]:0.00}–{ratios[^1]:0.00}";
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-26}{values[values.Count / 2],12:0}{values[0],12:0}{values[^1],12:0}") + ratio);
    }
}
