using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Journal;

namespace Takumi.Observability.Audit.Tests.Journal;

public class DiskFailureTests
{
    private readonly RecordingDisk _disk = new();

    [Theory]
    [InlineData("pwrite")]
    [InlineData("fdatasync")]
    public void A_refused_append_is_not_written_and_the_next_one_is(string call)
    {
        using var journal = new JournalDriver(_disk).Start();
        _disk.Choose = n => n - 1;
        FailNext(call);
        journal.Record(10, 20);
        journal.Ledger.NotWritten.Count.ShouldBe(2);
        journal.Writer.State.ShouldBe(JournalState.Open);

        journal.Record(30);
        journal.Writer.Stop(journal.Backlog);
        journal.Read().ShouldHold(journal.Ledger).Kinds.ShouldBe(["genesis", "start", "event", "stop"]);
    }

    [Fact]
    public void Records_that_nobody_awaits_survive_a_refused_append()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.RecordBestEffort();
        FailNext("fdatasync");
        journal.Record(10);
        journal.Backlog.Count.ShouldBe(1);

        journal.Record(20);
        journal.Writer.Stop(journal.Backlog);
        journal.Read().ShouldHold(journal.Ledger).Kinds.ShouldBe(["genesis", "start", "event", "event", "stop"]);
    }

    [Fact]
    public void A_refused_disk_is_not_asked_again_at_once_unless_somebody_waits()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.RecordBestEffort();
        FailNext("fdatasync");
        journal.Writer.Write(journal.Backlog);
        journal.Writer.Write(journal.Backlog);
        journal.Backlog.Count.ShouldBe(1);

        journal.WaitForRetry();
        journal.Writer.Write(journal.Backlog);
        journal.Backlog.Count.ShouldBe(0);
        journal.Writer.UntilDue(backlog: false).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void A_journal_that_has_nothing_to_try_again_rests()
    {
        using var journal = new JournalDriver(_disk).Start();
        FailNext("fdatasync");
        journal.Record(10);
        journal.Ledger.NotWritten.Count.ShouldBe(1);

        journal.WaitForRetry();
        journal.Writer.UntilDue(backlog: false).ShouldBe(TimeSpan.FromSeconds(1), "requests are looked for each second, and nothing else is due");
    }

    [Fact]
    public void A_clock_that_is_set_back_delays_nothing()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.Owner.ServeRequests();
        FailNext("fdatasync", "ftruncate");
        journal.Record(10);
        journal.Writer.State.ShouldBe(JournalState.Failed);

        journal.SetClockBack(TimeSpan.FromDays(1));
        journal.WaitForRetry();
        journal.Writer.State.ShouldBe(JournalState.Open);
        using (var request = _disk.Open($"/journal/requests/{new string('0', 32)}.json"))
            request.Write("""{"what":"read","who":"alice","when":"2026-11-22T08:19:03.123Z"}"""u8, 0);
        journal.Owner.ServeRequests();
        journal.SetClockBack(TimeSpan.FromDays(1));
        journal.Wait(TimeSpan.FromHours(1));
        journal.Read().ShouldHold(journal.Ledger).Kinds.ShouldBe(["genesis", "start", "failure", "request", "heartbeat"]);
    }

    [Theory]
    [InlineData(1)] // the pages never arrive
    [InlineData(2)] // they arrive as zeros
    public void Leaf_hashes_that_a_failed_sync_may_have_lost_are_written_anew(int outcome)
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.Record(10);
        _disk.Choose = _ => outcome;
        FailNext("fdatasync");
        journal.Writer.TryRotate().ShouldBeFalse("a segment is not closed before its leaf hashes are on disk");

        journal.WaitForRetry();
        journal.Writer.TryRotate().ShouldBeTrue();
        const string leaves = "/journal/segments/00000000000000000000.leaves";
        _disk.AfterPowerLoss(_ => 1).Read(leaves).ShouldBe(_disk.Read(leaves));
    }

    [Fact]
    public void When_the_cut_fails_too_nobody_knows_until_the_journal_has_reopened_itself()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.RecordBestEffort();
        FailNext("fdatasync", "ftruncate");
        journal.Record(10);
        journal.Ledger.Unknown.Count.ShouldBe(1);
        journal.Writer.State.ShouldBe(JournalState.Failed);

        journal.Record(20);
        journal.Ledger.NotWritten.Count.ShouldBe(1);

        journal.WaitForRetry();
        journal.Writer.State.ShouldBe(JournalState.Open);
        journal.Record(30);
        journal.Writer.Stop(journal.Backlog);
        // The best-effort record is there once, though its first attempt was in the page cache all the time.
        journal.Read().ShouldHold(journal.Ledger).Kinds.ShouldBe(["genesis", "start", "failure", "event", "event", "stop"]);
    }

    [Fact]
    public void Lines_that_only_the_page_cache_has_are_written_again_before_others_follow()
    {
        var ledger = new Ledger();
        using (var journal = new JournalDriver(_disk, ledger).Start())
        {
            _disk.Choose = static n => n - 1;
            FailNext("fdatasync", "ftruncate");
            journal.Record(10);
        }

        ledger.Unknown.Count.ShouldBe(1);
        using (var journal = new JournalDriver(_disk.AfterKill(), ledger).Start())
            journal.Record(20);

        var after = _disk.AfterPowerLoss(static _ => 1);
        using var last = new JournalDriver(after, ledger).Start();
        last.Read().ShouldHold(ledger).Kinds.ShouldBe(["genesis", "start", "event", "start", "event", "start"]);
    }

    [Fact]
    public void A_reopen_that_fails_is_tried_again()
    {
        using var journal = new JournalDriver(_disk).Start();
        _disk.Fails = static (_, call) => call is "fdatasync" or "ftruncate";
        journal.Record(10);
        journal.WaitForRetry();
        journal.WaitForRetry();
        journal.Writer.State.ShouldBe(JournalState.Failed);

        _disk.Fails = static (_, _) => false;
        journal.WaitForRetry();
        journal.Record(20);
        journal.Writer.Stop(journal.Backlog);
        journal.Read().ShouldHold(journal.Ledger).Kinds.ShouldBe(["genesis", "start", "failure", "event", "stop"]);
    }

    [Fact]
    public void A_journal_whose_segment_was_removed_refuses_all_records()
    {
        using var journal = new JournalDriver(_disk).Start();
        _disk.Delete("/journal/segments/00000000000000000000.jsonl");
        FailNext("fdatasync", "ftruncate");
        journal.Record(10);
        journal.WaitForRetry();
        journal.Writer.State.ShouldBe(JournalState.Refused);
        journal.Record(20);
        journal.Ledger.NotWritten.Count.ShouldBe(1);
    }

    /// <summary>The next calls of these kinds fail, once each.</summary>
    private void FailNext(params string[] calls)
    {
        var left = calls.ToList();
        _disk.Fails = (_, call) => left.Remove(call);
    }
}
