using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>What the journal gives to whoever copies its lines elsewhere.</summary>
public sealed class LineSourceTests : IDisposable
{
    private const int SmallestBuffer = JournalLimits.LineBytes + 1;

    private readonly PrivateFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_any_line_on_and_into_any_buffer_the_lines_are_those_of_the_segments()
    {
        await using var journal = await OpenAsync();
        await WriteAsync(journal, 200);
        var stored = Stored();
        Directory.GetFiles(_folder.Combine("segments"), "*.jsonl").Length.ShouldBeGreaterThan(10);
        journal.Lines.DurableCount.ShouldBe(stored.Length);

        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(0, stored.Length).ToArbitrary(), Gen.Choose(SmallestBuffer, 4 * SmallestBuffer).ToArbitrary(), (first, size) =>
            ReadAll(journal.Lines, first, new byte[size]).SequenceEqual(stored.Skip(first))));
    }

    [Fact]
    public async Task Bytes_behind_the_durable_end_are_no_lines()
    {
        await using var journal = await OpenAsync();
        await WriteAsync(journal, 3);
        var stored = Stored();
        var last = Directory.GetFiles(_folder.Combine("segments"), "*.jsonl").Order().Last();
        await File.AppendAllTextAsync(last, stored[^1].Replace("\"sequence\":4", "\"sequence\":5", StringComparison.Ordinal) + "\n", Cancellation);
        ReadAll(journal.Lines, 0, new byte[SmallestBuffer]).ShouldBe(stored);
    }

    [Fact]
    public async Task Waiting_ends_with_the_line_or_with_the_log()
    {
        var journal = await OpenAsync();
        await WriteAsync(journal, 1);
        var next = journal.Lines.WaitForAsync(3, Cancellation);
        next.IsCompleted.ShouldBeFalse();
        await WriteAsync(journal, 1);
        (await next).ShouldBeTrue();

        var stop = journal.Lines.WaitForAsync(4, Cancellation);
        var never = journal.Lines.WaitForAsync(5, Cancellation);
        await journal.DisposeAsync();
        (await stop).ShouldBeTrue("the stop record is a line like any other");
        (await never).ShouldBeFalse();
        ReadAll(journal.Lines, 0, new byte[SmallestBuffer]).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_line_that_was_altered_under_the_writer_is_not_given_out()
    {
        await using var journal = await OpenAsync();
        await WriteAsync(journal, 3);
        var segment = Directory.GetFiles(_folder.Combine("segments"), "*.jsonl").Order().First();
        await File.WriteAllTextAsync(segment, "nothing\n", Cancellation);
        var read = await Should.ThrowAsync<InvalidDataException>(() => journal.Lines.ReadAsync(0, new byte[SmallestBuffer], Cancellation));
        read.Message.ShouldStartWith("Where record 0 was written stands something else");
    }

    [Fact]
    public async Task Of_a_dropped_segment_the_hashes_can_still_be_asked_and_reading_begins_behind_it()
    {
        await using var journal = await OpenAsync();
        await WriteAsync(journal, 50);
        var stored = Stored();
        var segments = Directory.GetFiles(_folder.Combine("segments"), "*.jsonl").Order().ToArray();
        File.Delete(segments[0]);
        var kept = int.Parse(Path.GetFileNameWithoutExtension(segments[1]), System.Globalization.CultureInfo.InvariantCulture);

        var read = await journal.Lines.ReadAsync(0, new byte[SmallestBuffer], Cancellation);
        read.First.ShouldBe(kept);
        foreach (var sequence in new[] { 0, kept - 1, kept, stored.Length - 1 })
        {
            var hash = await journal.Lines.ReadLeafHashAsync(sequence, Cancellation);
            hash.ShouldNotBeNull().ToArray().ShouldBe(MerkleHasher.HashLeaf(Encoding.UTF8.GetBytes(stored[sequence])).Span.ToArray());
        }

        (await journal.Lines.ReadLeafHashAsync(stored.Length, Cancellation)).ShouldBeNull();
    }

    public void Dispose() => _folder.Dispose();

    private async Task<AuditJournal> OpenAsync()
    {
        var settings = new JournalSettings { MayMakeKey = true, Directory = _folder.Path, Service = "takumi-backend", SegmentBytes = 2000 };
        var journal = new AuditJournal(new AuditJournalOptions(), settings, LocalDisk.Open(), TimeProvider.System, NullLoggerFactory.Instance);
        await journal.StartAsync();
        return journal;
    }

    private static async Task WriteAsync(AuditJournal journal, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var auditEvent = new AuditEvent { Event = "profile_viewed", Resource = "profile", Action = "view", Result = AuditResult.Success, ResourceId = $"p{i}" };
            var record = new AuditRecord(AuditRecordId.New(), DateTimeOffset.UnixEpoch, "takumi-backend", null, default, default, auditEvent);
            var position = await ((IAuditSink)journal).WriteAsync(record, Cancellation);
            (await journal.Lines.WaitForAsync(position.Sequence, Cancellation)).ShouldBeTrue();
        }
    }

    private string[] Stored() => [.. Directory.GetFiles(_folder.Combine("segments"), "*.jsonl").Order().SelectMany(File.ReadLines)];

    private static List<string> ReadAll(IAuditLineSource source, long next, Memory<byte> buffer)
    {
        var lines = new List<string>();
        while (source.ReadAsync(next, buffer, Cancellation).GetAwaiter().GetResult() is { Lines.Count: > 0 } read)
        {
            read.First.ShouldBe(next);
            lines.AddRange(read.Lines.Select(line => Encoding.UTF8.GetString(line.Span)));
            next = read.Next;
        }

        return lines;
    }
}
