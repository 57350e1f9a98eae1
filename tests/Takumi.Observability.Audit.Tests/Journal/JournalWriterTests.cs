using System.Text;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;

namespace Takumi.Observability.Audit.Tests.Journal;

public class JournalWriterTests
{
    private static readonly JournalLayout s_layout = new(JournalDriver.Directory);

    private readonly RecordingDisk _disk = new();

    [Fact]
    public void One_sync_serves_all_who_wait()
    {
        using var journal = new JournalDriver(_disk).Start();
        var before = _disk.Log.Count;
        journal.Record([.. Enumerable.Repeat(100, 256)]);
        _disk.Log.Skip(before).ShouldBe(["pwrite 00000000000000000000.jsonl", "fdatasync 00000000000000000000.jsonl", "pwrite 00000000000000000000.leaves"]);
        journal.Ledger.Acknowledged.Count.ShouldBe(256);
        journal.Read().ShouldHold(journal.Ledger);
    }

    [Fact]
    public void A_batch_never_exceeds_its_limit()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.Record([.. Enumerable.Repeat(15_000, 100)]);
        journal.Writer.Write(journal.Backlog);
        journal.Backlog.Count.ShouldBe(0);
        _disk.Log.Count(call => call == "fdatasync 00000000000000000000.jsonl").ShouldBe(4); // two at the start, two batches
        journal.Read().Records.Count.ShouldBe(102);
    }

    [Fact]
    public void Losses_are_journaled_before_what_follows_them()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.Losses.QueueFull();
        journal.Losses.QueueFull();
        journal.Losses.TooLarge();
        journal.Record(10);
        journal.Writer.Stop(journal.Backlog);
        var records = journal.Read().ShouldHold(journal.Ledger).Records;
        records.Select(record => JournalOracle.Text(record, "kind")).ShouldBe(["genesis", "start", "loss", "loss", "event", "stop"]);
        records[2].GetProperty("count").GetInt64().ShouldBe(2);
        JournalOracle.Text(records[2], "reason").ShouldBe("queue_full");
        JournalOracle.Text(records[3], "reason").ShouldBe("too_large");
        records[5].GetProperty("lost").GetInt64().ShouldBe(3);
    }

    [Fact]
    public void Losses_that_could_not_be_written_are_not_forgotten()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.Losses.QueueFull();
        _disk.Fails = static (_, call) => call == "fdatasync";
        journal.Record(10);
        _disk.Fails = static (_, _) => false;
        journal.WaitForRetry();
        journal.Record(20);
        journal.Read().Kinds.Count(kind => kind == "loss").ShouldBe(1);
    }

    [Fact]
    public void A_quiet_journal_beats()
    {
        using var journal = new JournalDriver(_disk).Start();
        journal.Wait(TimeSpan.FromMinutes(59));
        journal.Read().Kinds.ShouldBe(["genesis", "start"]);
        journal.Wait(TimeSpan.FromMinutes(1));
        journal.Wait(TimeSpan.FromMinutes(59));
        journal.Read().Kinds.ShouldBe(["genesis", "start", "heartbeat"]);
    }

    [Fact]
    public void A_full_segment_is_closed_and_the_next_begins_with_the_next_sequence()
    {
        using var journal = new JournalDriver(_disk, segmentBytes: 4000).Start();
        for (var i = 0; i < 6; i++)
            journal.Record(2000);
        _disk.Files.Where(file => file.EndsWith(".jsonl", StringComparison.Ordinal)).Order()
            .ShouldBe([s_layout.Segment(0), s_layout.Segment(4), s_layout.Segment(6), s_layout.Segment(8)]);
        journal.Read().ShouldHold(journal.Ledger).Records.Count.ShouldBe(8);
    }

    private const string RequestId = "0f8fad5bd9cb469fa16570867728950e";

    [Theory]
    [InlineData("""{"what":"rotate","who":"alice","when":"2026-11-22T08:19:03.123Z"}""", """ "what":"rotate","who":"alice","when":"2026-11-22T08:19:03.123Z","outcome":"done"}""", """{"sequence":2,"outcome":"done"}""")]
    [InlineData(
        """{"what":"read","who":"alice","when":"2026-11-22T08:19:03.123Z","onBehalfOf":"the auditor","detail":"show --event \"x\""}""",
        """ "what":"read","who":"alice","when":"2026-11-22T08:19:03.123Z","outcome":"done","detail":"show --event \"x\"","onBehalfOf":"the auditor"}""",
        """{"sequence":2,"outcome":"done","detail":"show --event \"x\""}""")]
    [InlineData(
        """{"what":"drop","who":"alice","when":"2026-11-22T08:19:03.123Z"}""",
        """ "what":"drop","who":"alice","when":"2026-11-22T08:19:03.123Z","outcome":"refused","detail":"allowed: hold, read, release, rotate"}""",
        """{"sequence":2,"outcome":"refused","detail":"allowed: hold, read, release, rotate"}""")]
    [InlineData(
        """{"what": 1}""",
        """ "what":"unknown","who":"","when":"2026-01-01T00:00:00.000Z","outcome":"refused","detail":"what, who, when, and perhaps onBehalfOf and detail are expected, in this order; a string is expected at byte 8"}""",
        """{"sequence":2,"outcome":"refused","detail":"what, who, when, and perhaps onBehalfOf and detail are expected, in this order; a string is expected at byte 8"}""")]
    [InlineData(
        """{"what":"read","who":"alice","when":"2026-11-22T08:19:03.123Z","detail":"x","onBehalfOf":"y"}""",
        """ "what":"unknown","who":"","when":"2026-01-01T00:00:00.000Z","outcome":"refused","detail":"what, who, when, and perhaps onBehalfOf and detail are expected, in this order; another member at byte 75"}""",
        """{"sequence":2,"outcome":"refused","detail":"what, who, when, and perhaps onBehalfOf and detail are expected, in this order; another member at byte 75"}""")]
    public void A_request_is_executed_journaled_and_answered(string request, string members, string answer)
    {
        using var journal = new JournalDriver(_disk).Start();
        Ask(RequestId, request);
        journal.Owner.ServeRequests();

        var line = Lines(journal)[2];
        line.ShouldEndWith($"\"request\":\"{RequestId}\",{members.Trim()}");
        Encoding.UTF8.GetString(_disk.Read(s_layout.Done(RequestId))!).ShouldBe(answer);
        _disk.Read(s_layout.Request(RequestId)).ShouldBeNull();
        _disk.Files.Count(file => file.EndsWith(".jsonl", StringComparison.Ordinal)).ShouldBe(request.Contains("rotate", StringComparison.Ordinal) ? 2 : 1);
        journal.Read().ShouldHold(journal.Ledger);
    }

    [Fact]
    public void A_request_for_what_a_part_of_the_service_executes_is_given_to_it()
    {
        using var journal = new JournalDriver(_disk);
        var asked = new List<RequestFile>();
        journal.Owner.Requests.Accept("erase", request =>
        {
            asked.Add(request);
            return RequestOutcome.Refused("not today");
        });
        Ask(RequestId, """{"what":"erase","who":"alice","when":"2026-11-22T08:19:03.123Z","detail":"user-1"}""");
        journal.Start().Owner.ServeRequests();

        asked.ShouldBe([new RequestFile("erase", "alice", "2026-11-22T08:19:03.123Z", null, "user-1")]);
        RequestAnswer.Parse(_disk.Read(s_layout.Done(RequestId))!).ShouldBe(new RequestAnswer(2, "refused", "not today"));
    }

    [Fact]
    public void Answers_that_nobody_fetched_go_at_the_next_start()
    {
        using (var journal = new JournalDriver(_disk).Start())
        {
            Ask(RequestId, """{"what":"read","who":"alice","when":"2026-11-22T08:19:03.123Z"}""");
            journal.Owner.ServeRequests();
            _disk.Read(s_layout.Done(RequestId)).ShouldNotBeNull();
        }

        using var next = new JournalDriver(_disk).Start();
        _disk.List(s_layout.Requests).ShouldBeEmpty();
    }

    private void Ask(string id, string request)
    {
        using var file = _disk.Open(s_layout.Request(id));
        file.Write(Encoding.UTF8.GetBytes(request), 0);
    }

    private string[] Lines(JournalDriver journal)
    {
        journal.Read();
        var segments = _disk.Files.Where(file => file.EndsWith(".jsonl", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return string.Concat(segments.Select(path => Encoding.UTF8.GetString(_disk.Read(path)!))).Split('\n');
    }

    [Fact]
    public async Task A_record_whose_caller_has_left_is_not_written()
    {
        using var journal = new JournalDriver(_disk).Start();
        var waiter = new RecordWaiter(AuditRecordId.New());
        journal.Backlog.Add(PendingRecord.Of(Format.EventLineTests.Record(Format.EventLineTests.Minimal), waiter));
        waiter.Cancel(new CancellationToken(canceled: true));
        journal.Record(10);
        journal.Read().Records.Count.ShouldBe(3);
        await Should.ThrowAsync<TaskCanceledException>(waiter.Task);
    }
}
