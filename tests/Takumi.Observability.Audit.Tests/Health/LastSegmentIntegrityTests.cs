using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Health;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Health;

/// <summary>On journals that the writer wrote, damaged afterwards or beside it.</summary>
public sealed class LastSegmentIntegrityTests : IDisposable
{
    private static readonly AuditEvent s_event = new() { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success };

    private readonly PrivateFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly LastSegmentIntegrity _integrity;

    public LastSegmentIntegrityTests() => _integrity = new LastSegmentIntegrity(Layout, _time);

    private JournalLayout Layout => new(_folder.Combine("audit"));

    private string LastSegment => Directory.GetFiles(Layout.Segments, "*.jsonl").Order(StringComparer.Ordinal).Last();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(400)]
    public async Task A_journal_as_it_was_written_is_whole(long segmentBytes)
    {
        await WriteAsync(segmentBytes);
        Fault().ShouldBeNull();
        await WriteAsync(segmentBytes);
        Fault().ShouldBeNull();
        _time.Advance(LastSegmentIntegrity.PassInterval);
        Fault().ShouldBeNull();
    }

    [Fact]
    public async Task A_changed_byte_of_the_last_segment_is_found()
    {
        await WriteAsync(1_000_000);
        Change(LastSegment, 40);

        Fault().ShouldBe("The first 13 records are not those that the newest checkpoint covers: segment 00000000000000000000 or the leaf hashes before it were altered.");
    }

    [Fact]
    public async Task A_cut_segment_is_found()
    {
        await WriteAsync(1_000_000);
        using (var file = File.OpenWrite(LastSegment))
            file.SetLength(file.Length - 10);

        Fault().ShouldBe("Segment 00000000000000000000 ends before record 12, and the newest checkpoint covers 13 records.");
    }

    [Fact]
    public async Task Changed_and_missing_leaf_hashes_before_it_are_found()
    {
        await WriteAsync(400);
        var leaves = Directory.GetFiles(Layout.Segments, "*.leaves").Order(StringComparer.Ordinal).ToList();
        leaves.Count.ShouldBeGreaterThan(3);
        Change(leaves[1], 5);
        Fault().ShouldNotBeNull().ShouldContain("or the leaf hashes before it were altered.");

        await File.WriteAllBytesAsync(leaves[1], [], TestContext.Current.CancellationToken);
        new LastSegmentIntegrity(Layout, _time).Fault(TestContext.Current.CancellationToken).ShouldNotBeNull()
            .ShouldStartWith($"The leaf hashes beside segment {Path.GetFileNameWithoutExtension(leaves[1])} are not those of records ");
        File.Delete(leaves[1]);
        Should.Throw<IOException>(() => new LastSegmentIntegrity(Layout, _time).Fault(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dropped_segments_count_with_the_leaf_hashes_that_they_left()
    {
        await WriteAsync(400);
        var segments = Directory.GetFiles(Layout.Segments, "*.jsonl").Order(StringComparer.Ordinal).ToList();
        File.Delete(segments[0]);
        File.Delete(segments[1]);
        Fault().ShouldBeNull();

        File.Delete(Path.ChangeExtension(segments[0], ".leaves"));
        File.Delete(Path.ChangeExtension(segments[1], ".leaves"));
        new LastSegmentIntegrity(Layout, _time).Fault(TestContext.Current.CancellationToken).ShouldNotBeNull().ShouldContain("are not those of records 0 to ");
    }

    [Fact]
    public async Task What_changes_under_a_running_service_is_found_within_the_interval_and_stands_until_it_is_mended()
    {
        await WriteAsync(1_000_000);
        Fault().ShouldBeNull();
        Change(LastSegment, 40);
        _time.Advance(LastSegmentIntegrity.PassInterval);
        Fault().ShouldNotBeNull();

        Change(LastSegment, 40);
        Fault().ShouldNotBeNull();
        _time.Advance(LastSegmentIntegrity.PassInterval);
        Fault().ShouldBeNull();
    }

    [Fact]
    public async Task Checkpoints_that_are_gone_or_go_back_are_found()
    {
        await WriteAsync(1_000_000);
        var earlier = await File.ReadAllBytesAsync(Layout.NewestFile, TestContext.Current.CancellationToken);
        await WriteAsync(1_000_000);
        Fault().ShouldBeNull();

        await File.WriteAllBytesAsync(Layout.NewestFile, earlier, TestContext.Current.CancellationToken);
        Fault().ShouldBe("The newest checkpoint covers 13 records, an earlier one 25.");
        File.Delete(Layout.NewestFile);
        Fault().ShouldBe("The checkpoints are gone; one covered 25 records.");
    }

    [Fact]
    public void Without_a_checkpoint_there_is_nothing_to_say() => Fault().ShouldBeNull();

    private string? Fault() => _integrity.Fault(TestContext.Current.CancellationToken);

    // Genesis once; a start, ten events and a stop each time.
    private async Task WriteAsync(long segmentBytes)
    {
        var settings = new JournalSettings { Directory = Layout.Root, Service = "takumi-backend", SegmentBytes = segmentBytes };
        await using var journal = new AuditJournal(new AuditJournalOptions(), settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
        for (var i = 0; i < 10; i++)
            await ((IAuditSink)journal).WriteAsync(Records.Of(s_event), TestContext.Current.CancellationToken);
    }

    private static void Change(string path, long offset)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }
}
