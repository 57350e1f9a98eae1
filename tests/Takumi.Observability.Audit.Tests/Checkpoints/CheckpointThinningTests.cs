using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>Which notes go, and that no moment is a bad one to lose the power.</summary>
public class CheckpointThinningTests
{
    private static readonly JournalLayout s_layout = new("/journal");

    [Fact]
    public void Of_older_notes_the_last_of_each_block_and_of_each_segment_stays()
    {
        var disk = Disk(segments: [0, 50, 25_000], notes: [10, 49, 50, 51, 60, 9_999, 10_000, 10_001, 24_999, 25_000, 25_001, 26_000, 27_000, 28_000]);
        new CheckpointThinning(disk, s_layout, keep: 2, NullLogger.Instance).Written();

        // 50 covers the first segment to its end, 10,000 the first block, 25,000 the second segment; 10,001 is alone in its block.
        Sizes(disk).ShouldBe([50, 10_000, 10_001, 25_000, 27_000, 28_000]);
    }

    [Fact]
    public void The_newest_stay_however_close_they_are()
    {
        var disk = Disk(segments: [0], notes: [1, 2, 3, 4, 5, 6]);
        new CheckpointThinning(disk, s_layout, keep: 3, NullLogger.Instance).Written();
        Sizes(disk).ShouldBe([4, 5, 6]);
    }

    [Fact]
    public void Nothing_goes_when_all_are_to_be_kept()
    {
        var disk = Disk(segments: [0], notes: [1, 2, 3]);
        new CheckpointThinning(disk, s_layout, keep: 0, NullLogger.Instance).Written();
        Sizes(disk).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void It_looks_again_after_a_tenth_of_what_is_kept_was_written()
    {
        var disk = Disk(segments: [0], notes: [.. Enumerable.Range(1, 20)]);
        var thinning = new CheckpointThinning(disk, s_layout, keep: 20, NullLogger.Instance);
        thinning.Written();
        Add(disk, 21);
        thinning.Written();
        Sizes(disk).Count.ShouldBe(21);
        Add(disk, 22);
        thinning.Written();
        Sizes(disk).ShouldBe([.. Enumerable.Range(3, 20)]);
    }

    [Fact]
    public void A_power_loss_at_any_moment_and_in_any_state_comes_to_the_same_in_the_end()
    {
        int[] notes = [1, 2, 3, 4, 5, 6, 7];
        for (var deleted = 0; deleted <= 5; deleted++)
        {
            for (var state = 0; state < 1 << deleted; state++)
            {
                var disk = Disk(segments: [0], notes);
                disk.PowerLossBefore = disk.Calls + deleted;
                var bits = state;
                Record.Exception(() => new CheckpointThinning(disk, s_layout, keep: 2, NullLogger.Instance).Written());
                var after = disk.AfterPowerLoss(n => n == 2 ? (bits & 1, bits >>= 1).Item1 : 0);
                Sizes(after).ShouldContain(7);
                new CheckpointThinning(after, s_layout, keep: 2, NullLogger.Instance).Written();
                Sizes(after).ShouldBe([6, 7]);
            }
        }
    }

    [Fact]
    public void A_disk_that_refuses_keeps_its_notes_and_stops_nothing()
    {
        var disk = Disk(segments: [0], notes: [1, 2, 3]);
        disk.Fails = static (_, call) => call == "unlink";
        var thinning = new CheckpointThinning(disk, s_layout, keep: 1, NullLogger.Instance);
        thinning.Written();
        Sizes(disk).ShouldBe([1, 2, 3]);
        disk.Fails = static (_, _) => false;
        thinning.Written();
        Sizes(disk).ShouldBe([3]);
    }

    [Fact]
    public void A_journal_thins_its_own_and_goes_on()
    {
        var disk = new RecordingDisk();
        using (var journal = new JournalDriver(disk, segmentBytes: 4000, keepCheckpoints: 2).Start())
        {
            for (var i = 0; i < 10; i++)
            {
                journal.Record(1000);
                journal.Checkpoint();
            }

            journal.Read().ShouldHold(journal.Ledger);
            disk.Files.Where(file => file.EndsWith(".jsonl", StringComparison.Ordinal)).Order().ShouldBe([s_layout.Segment(0), s_layout.Segment(5), s_layout.Segment(9)]);
            Sizes(disk).ShouldBe([5, 9, 11, 12]); // up to the end of each closed segment, and the newest two
        }

        using var next = new JournalDriver(disk, segmentBytes: 4000, keepCheckpoints: 2).Start();
        next.Read().Records.Count.ShouldBe(13);
    }

    private static RecordingDisk Disk(int[] segments, int[] notes)
    {
        var disk = new RecordingDisk();
        foreach (var first in segments)
            disk.Open(s_layout.Segment(first)).Dispose();
        foreach (var size in notes)
            Add(disk, size);
        disk.SyncDirectory(s_layout.Segments);
        return disk;
    }

    private static void Add(RecordingDisk disk, int size)
    {
        disk.Open(s_layout.Note(size)).Dispose();
        disk.SyncDirectory(s_layout.Checkpoints);
    }

    private static List<int> Sizes(RecordingDisk disk) => [.. disk.List(s_layout.Checkpoints)
        .Where(name => name.EndsWith(".note", StringComparison.Ordinal)).Select(name => int.Parse(name[..20], System.Globalization.CultureInfo.InvariantCulture)).Order()];
}
