using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Format;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>A stop that comes in an unlucky moment. The clock stands: what a stop would wait for never comes.</summary>
public class StopTests
{
    private readonly RecordingDisk _disk = new();

    [Fact]
    public void In_the_pause_after_a_refused_batch_the_disk_is_asked_once_more()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.RecordBestEffort();
        FailNext("fdatasync");
        journal.Writer.Write(journal.Backlog);
        journal.Backlog.Count.ShouldBe(1);

        journal.Writer.Stop(journal.Backlog);
        journal.Losses.Total.ShouldBe(0);
        journal.Read().Kinds.ShouldBe(["genesis", "start", "event", "stop"]);
    }

    [Fact]
    public void What_the_disk_refuses_again_is_told_by_the_stop()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.RecordBestEffort();
        FailNext("fdatasync");
        journal.Writer.Write(journal.Backlog);

        FailNext("fdatasync");
        journal.Writer.Stop(journal.Backlog);
        var records = journal.Read().Records;
        records.Select(record => JournalOracle.Text(record, "kind")).ShouldBe(["genesis", "start", "loss", "stop"]);
        records[^1].GetProperty("lost").GetInt64().ShouldBe(1);
    }

    [Fact]
    public void Files_in_doubt_are_reopened_without_the_pause()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.RecordBestEffort();
        FailNext("fdatasync", "ftruncate");
        journal.Writer.Write(journal.Backlog);
        journal.Writer.State.ShouldBe(JournalState.Failed);

        journal.Writer.Stop(journal.Backlog);
        journal.Read().Kinds.ShouldBe(["genesis", "start", "failure", "event", "stop"]);
    }

    [Fact]
    public void A_stop_that_the_disk_refuses_is_the_end_and_the_next_start_says_so()
    {
        using (var journal = new JournalDriver(_disk).Start())
        {
            journal.RecordBestEffort();
            _disk.Fails = static (_, _) => true;
            journal.Writer.Stop(journal.Backlog);
            journal.Losses.Total.ShouldBe(1);
            _disk.Fails = static (_, _) => false;
            journal.WaitForRetry();
            journal.Writer.Head().ShouldBeNull();
        }

        using var next = new JournalDriver(_disk).Start();
        var records = next.Read().Records;
        records.Select(record => JournalOracle.Text(record, "kind")).ShouldBe(["genesis", "start", "start"]);
        JournalOracle.Text(records[^1], "previous").ShouldBe("unclean");
    }

    [Fact]
    public async Task An_end_that_overtakes_the_stop_does_not_skip_it()
    {
        _disk.Replace($"/journal/requests/{new string('0', 32)}.json", """{"what":"end_now","who":"a test","when":"2026-11-22T08:19:03.123Z"}"""u8);
        var thread = new JournalThread(_disk, new JournalSettings { Directory = "/journal", Service = "test" }, _ => [], new ManualTimeProvider(), NullLogger.Instance);
        var record = EventLineTests.Record(EventLineTests.Minimal);
        var ending = new Thread(thread.Dispose);
        var stopped = new TaskCompletionSource<Task>();
        thread.Requests.Accept("end_now", _ =>
        {
            thread.TryWrite(record).ShouldBeTrue();
            stopped.SetResult(thread.StopAsync());
            ending.Start();
            // The end waits for this thread, which has not looked yet whether to stop.
            SpinWait.SpinUntil(() => ending.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin));
            return RequestOutcome.Done();
        });
        await thread.StartAsync();
        await await stopped.Task;
        ending.Join();
        JournalOracle.Read(_disk, "/journal").Kinds.ShouldBe(["genesis", "start", "request", "event", "stop"]);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_another_owners_lock_and_is_no_alarm()
    {
        var logs = new CapturingLoggerProvider();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(logs));
        using var owner = _disk.TryLock("/journal/lock");
        var settings = new JournalSettings { Directory = "/journal", Service = "test", WaitForLock = TimeSpan.FromHours(1) };
        await using var journal = new AuditJournal(new AuditJournalOptions(), settings, _disk, new ManualTimeProvider(), loggers);
        var started = journal.StartAsync();

        await journal.StopAsync(CancellationToken.None);
        await Should.ThrowAsync<OperationCanceledException>(started);
        logs.Logs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stop_waits_for_the_lock_as_long_as_a_record_does()
    {
        using var folder = new PrivateFolder();
        var disk = LocalDisk.Open();
        var owner = disk.TryLock(folder.Combine("lock"))!;
        var settings = new JournalSettings { Directory = folder.Path, Service = "test", WaitForLock = TimeSpan.FromHours(1) };
        var time = new LookedAtClock();
        using var thread = new JournalThread(disk, settings, _ => [], time, NullLogger.Instance);
        var opened = thread.StartAsync();
        await time.LookedAtTwice.Task; // when the wait began, and how long it has been
        var record = thread.WriteAsync(EventLineTests.Record(EventLineTests.Minimal), null, TestContext.Current.CancellationToken);
        thread.EndLockWait();

        owner.Dispose();
        await opened;
        (await record).Sequence.ShouldBe(2);
    }

    private sealed class LookedAtClock : ManualTimeProvider
    {
        private int _looks;

        public TaskCompletionSource LookedAtTwice { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override long GetTimestamp()
        {
            if (Interlocked.Increment(ref _looks) == 2)
                LookedAtTwice.SetResult();
            return base.GetTimestamp();
        }
    }

    /// <summary>The next calls of these kinds fail, once each.</summary>
    private void FailNext(params string[] calls)
    {
        var left = calls.ToList();
        _disk.Fails = (_, call) => left.Remove(call);
    }
}
