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

        long? OnDay(int now) => Ages(Log([.. Enumerable.Range(0, now).Select(day => s_start.AddDays(day))])).Expired(s_start.AddDays(now));
    }

    [Fact]
    public void A_clock_that_jumps_ahead_drops_nothing()
    {
        var disk = Log([.. Enumerable.Range(0, 5).Select(day => s_start.AddDays(day)), s_start.AddYears(30), s_start.AddYears(30).AddDays(1)]);
        Ages(disk).Expired(s_start.AddYears(30).AddDays(2)).ShouldBeNull();
        Ages(disk).Expired(s_start.AddYears(60)).ShouldBeNull();
    }

    [Fact]
    public void A_record_from_the_future_keeps_its_segment_and_all_after_it()
    {
        var disk = Log([s_start, s_start.AddDays(1).AddYears(20), .. Enumerable.Range(2, 60).Select(day => s_start.AddDays(day))]);
        Ages(disk).Expired(s_start.AddDays(62)).ShouldBe(10);
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
            for (var segment = 0; segment < 3; segment++)
            {
                journal.Record(10);
                journal.Writer.TryRotate();
            }

            var genesis = journal.Writer.Genesis!;
            var end = journal.Writer.NextSequence - 1;
            var sequence = journal.Writer.NextSequence;
            journal.Writer.TryAppend(RecordKind.Retention, new RetentionRecord(end, genesis.LogId, genesis.Origin, genesis.Service, "financial", TimeSpan.FromDays(30)).Write).ShouldBeTrue();
            journal.Checkpoint();
            journal.Owner.TryDrop(end, sequence).ShouldBeTrue();
            JournalLayout.Numbers(disk.List(new JournalLayout("/journal").Segments), JournalLayout.SegmentSuffix).Count.ShouldBe(2);
        }
        catch (PowerLossException)
        {
            // As intended.
        }

        return disk;
    }

    private SegmentAges Ages(RecordingDisk disk) => new(disk, _layout, TimeSpan.FromDays(30));

    /// <summary>Segments of ten records, each of one time.</summary>
    private RecordingDisk Log(params DateTimeOffset[] days)
    {
        var disk = new RecordingDisk();
        for (var i = 0; i < days.Length; i++)
        {
            using var file = disk.Open(_layout.Segment(i * 10));
            var line = System.Text.Encoding.UTF8.GetBytes($"{{\"sequence\":{i * 10},\"id\":\"{new string('0', 32)}\",\"kind\":\"heartbeat\",\"timestamp\":\"{days[i]:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\"}}\n");
            file.Write(line, 0);
        }

        return disk;
    }
}
