using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>When a segment is old, and that none is ever gone without a signed record that says so.</summary>
public sealed class RetentionTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly JournalLayout _layout = new("/journal");

    [Fact]
    public void A_segment_is_old_when_its_newest_record_is_and_time_has_passed_in_the_log()
    {
        OnDay(32).ShouldBeNull();
        OnDay(33).ShouldBe(10); // 30 days and 2, and its own day
        OnDay(34).ShouldBe(20);
        OnDay(40).ShouldBe(80);

        long? OnDay(int now) => Ages(Log([.. Enumerable.Range(0, now).Select(day => s_start.AddDays(day))])).Expired(s_start.AddDays(now), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_stop_does_not_wait_until_every_old_segment_is_read()
    {
        var ages = Ages(Log([.. Enumerable.Range(0, 40).Select(day => s_start.AddDays(day))]));
        Should.Throw<OperationCanceledException>(() => ages.Expired(s_start.AddDays(40), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_clock_that_jumps_ahead_drops_nothing()
    {
        var disk = Log([.. Enumerable.Range(0, 5).Select(day => s_start.AddDays(day)), s_start.AddYears(30), s_start.AddYears(30).AddDays(1)]);
        Ages(disk).Expired(s_start.AddYears(30).AddDays(2), TestContext.Current.CancellationToken).ShouldBeNull();
        Ages(disk).Expired(s_start.AddYears(60), TestContext.Current.CancellationToken).ShouldBeNull();
    }

    [Fact]
    public void A_record_from_the_future_keeps_its_segment_and_all_after_it()
    {
        var disk = Log([s_start, s_start.AddDays(1).AddYears(20), .. Enumerable.Range(2, 60).Select(day => s_start.AddDays(day))]);
        Ages(disk).Expired(s_start.AddDays(62), TestContext.Current.CancellationToken).ShouldBe(10);
    }

    [Fact]
    public void The_newest_record_of_a_segment_counts_and_not_its_last()
    {
        var disk = Log([s_start.AddDays(20), .. Enumerable.Range(1, 49).Select(day => s_start.AddDays(day))]);
        using (var file = disk.Open(_layout.Segment(0)))
            file.Write(Line(1, s_start), file.Length); // the clock was set back
        Ages(disk).Expired(s_start.AddDays(50).AddMilliseconds(-1), TestContext.Current.CancellationToken).ShouldBeNull();
        Ages(disk).Expired(s_start.AddDays(50), TestContext.Current.CancellationToken).ShouldBe(180); // its own age lets it go, and all that are older than 32 days go with it
    }

    [Theory]
    [InlineData("financial", null, 2557)] // 7 years of which two have a leap day
    [InlineData("financial", 3000, 3000)]
    [InlineData("financial", -1, null)]
    [InlineData("access", null, null)]
    [InlineData(null, null, null)]
    [InlineData(null, 30, 30)]
    public void Financial_records_are_kept_for_seven_years_and_others_for_ever_unless_it_is_said(string? retentionClass, int? days, int? kept)
    {
        TimeSpan? retention = days switch { null => null, -1 => Timeout.InfiniteTimeSpan, var d => TimeSpan.FromDays(d.Value) };
        new AuditJournalOptions { RetentionClass = retentionClass, Retention = retention }.EffectiveRetention.ShouldBe(kept is null ? null : TimeSpan.FromDays(kept.Value));
    }

    [Fact]
    public void A_period_that_cannot_be_kept_is_refused()
    {
        Problems(TimeSpan.FromDays(7)).ShouldBeEmpty();
        Problems(TimeSpan.FromDays(36525)).ShouldBeEmpty();
        Problems(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1)).ShouldBe(["Retention is '6.23:59:59.9999999'; allowed: 7.00:00:00 to 36525.00:00:00."]);
        Problems(TimeSpan.FromDays(36525) + TimeSpan.FromTicks(1)).ShouldBe(["Retention is '36525.00:00:00.0000001'; allowed: 7.00:00:00 to 36525.00:00:00."]);

        static IReadOnlyList<string> Problems(TimeSpan retention) => new AuditJournalOptions { Retention = retention }.Validate();
    }

    [Fact]
    public void A_hold_that_is_placed_after_the_record_was_written_still_keeps_the_segments()
    {
        var disk = new RecordingDisk();
        using var journal = new JournalDriver(disk).Start();
        var (end, sequence) = WriteSegments(journal);
        disk.Open(Path.Join(_layout.Holds, "court.json.tmp")).Dispose(); // what a crash left half written holds nothing
        journal.Owner.IsHeld.ShouldBeFalse();
        disk.Open(Path.Join(_layout.Holds, "court")).Dispose();
        journal.Owner.TryDrop(end, sequence).ShouldBeFalse();
        JournalLayout.Numbers(disk.List(_layout.Segments), JournalLayout.SegmentSuffix).Count.ShouldBe(4);
        disk.Delete(Path.Join(_layout.Holds, "court"));
        journal.Owner.TryDrop(end, sequence).ShouldBeTrue();
    }

    [Fact]
    public void What_was_dropped_beyond_the_record_or_without_its_leaf_hashes_stops_the_start()
    {
        var disk = Run(-1).AfterKill();
        var segments = JournalLayout.Numbers(disk.List(_layout.Segments), JournalLayout.SegmentSuffix);
        var record = DroppedSegments.Read(disk, _layout, segments[0]).Record;
        Should.Throw<JournalRefusedException>(() => DroppedSegments.Read(disk, _layout, record.End + 1)).Message.ShouldBe(
            $"The first segment of {_layout.Segments} begins with sequence {record.End + 1}, not 0, and no retention record says that the earlier ones were dropped: they are missing.");

        disk.Delete(_layout.Leaves(0));
        using var journal = new JournalDriver(disk);
        Should.Throw<JournalRefusedException>(journal.Start).Message.ShouldBe(
            $"The leaf hash of record 0, which was dropped, is missing in {_layout.Segments}. Restore the .leaves files from a copy: without them no checkpoint can be verified.");
    }

    [Fact]
    public void In_every_state_after_a_power_loss_what_is_gone_was_said_under_a_note()
    {
        var states = 0;
        for (var crash = 0; crash <= Run(-1).Calls; crash++)
        {
            var disk = Run(crash);
            var choices = new Choices();
            do
            {
                ShouldBeSaid(disk.AfterPowerLoss(choices.Choose), $"power lost before call {crash}, choices {choices}");
                states++;
            }
            while (choices.MoveNext());
        }

        states.ShouldBeGreaterThan(100);
    }

    private void ShouldBeSaid(RecordingDisk disk, string where)
    {
        var oldest = JournalLayout.Numbers(disk.List(_layout.Segments), JournalLayout.SegmentSuffix).FirstOrDefault();
        if (oldest > 0)
        {
            var (record, sequence) = DroppedSegments.Read(disk, _layout, oldest);
            record.End.ShouldBeGreaterThanOrEqualTo(oldest, where);
            var note = Takumi.Observability.Checkpoints.CheckpointFiles.Newest(disk, _layout).ShouldNotBeNull(where);
            note.Checkpoint.Size.ShouldBeGreaterThan(sequence, where);
        }

        using var journal = new JournalDriver(disk);
        try
        {
            journal.Start();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(where, e);
        }

        journal.Record(10);
        journal.Ledger.Acknowledged.ShouldHaveSingleItem(where);
    }

    private static RecordingDisk Run(int crash)
    {
        var disk = new RecordingDisk { PowerLossBefore = crash };
        try
        {
            using var journal = new JournalDriver(disk).Start();
            var (end, sequence) = WriteSegments(journal);
            journal.Owner.TryDrop(end, sequence).ShouldBeTrue();
            JournalLayout.Numbers(disk.List(new JournalLayout("/journal").Segments), JournalLayout.SegmentSuffix).Count.ShouldBe(2);
        }
        catch (PowerLossException)
        {
            // As intended.
        }

        return disk;
    }

    /// <summary>Three segments and the record that drops two of them, under a note.</summary>
    private static (long End, long Sequence) WriteSegments(JournalDriver journal)
    {
        for (var segment = 0; segment < 3; segment++)
        {
            journal.Record(10);
            journal.Writer.TryRotate();
        }

        var genesis = journal.Writer.Genesis!;
        var sequence = journal.Writer.NextSequence;
        journal.Writer.TryAppend(RecordKind.Retention, new RetentionRecord(sequence - 1, genesis.LogId, genesis.Origin, genesis.Service, "financial", TimeSpan.FromDays(30)).Write).ShouldBeTrue();
        journal.Checkpoint();
        return (sequence - 1, sequence);
    }

    private SegmentAges Ages(RecordingDisk disk) => new(disk, _layout, TimeSpan.FromDays(30));

    /// <summary>Segments of ten records, each of one time.</summary>
    private RecordingDisk Log(params DateTimeOffset[] days)
    {
        var disk = new RecordingDisk();
        for (var i = 0; i < days.Length; i++)
        {
            using var file = disk.Open(_layout.Segment(i * 10));
            file.Write(Line(i * 10, days[i]), 0);
        }

        return disk;
    }

    private static byte[] Line(int sequence, DateTimeOffset time) => System.Text.Encoding.UTF8.GetBytes(
        $"{{\"sequence\":{sequence},\"id\":\"{new string('0', 32)}\",\"kind\":\"heartbeat\",\"timestamp\":\"{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"}}\n");
}
