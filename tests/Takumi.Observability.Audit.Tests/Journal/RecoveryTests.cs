using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Audit.Tests.Storage;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Audit.Tests.Journal;

public class RecoveryTests
{
    private static readonly JournalLayout s_layout = new(JournalDriver.Directory);

    private readonly RecordingDisk _disk = new();

    [Fact]
    public void A_new_journal_begins_with_its_genesis_and_its_start()
    {
        using var journal = new JournalDriver(_disk).Start();
        var records = journal.Read().Records;
        JournalOracle.Text(records[0], "origin").ShouldBe($"takumi.audit/test/{JournalOracle.Text(records[0], "log")}");
        JournalOracle.Text(records[1], "previous").ShouldBe("none");
        records[1].TryGetProperty("losses", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_start_says_whether_the_stop_before_it_was_clean()
    {
        Run(journal => journal.Writer.Stop(journal.Backlog));
        Run(journal => journal.Record(10));
        Run(_ => { });
        var starts = Read().Records.Where(record => JournalOracle.Text(record, "kind") == "start").ToList();
        starts.Select(start => JournalOracle.Text(start, "previous")).ShouldBe(["none", "clean", "unclean"]);
        starts.Select(start => start.TryGetProperty("losses", out var losses) ? losses.GetString() : null).ShouldBe([null, null, "unknown"]);
    }

    [Fact]
    public void A_torn_tail_is_saved_cut_off_and_told_of()
    {
        Run(journal => journal.Record(10));
        var torn = "{\"sequence\":3,\"id\":\"00"u8.ToArray();
        var offset = Append(0, torn);
        Run(journal => journal.Writer.Stop(journal.Backlog));

        var recovery = Read().Records.Single(record => JournalOracle.Text(record, "kind") == "recovery");
        recovery.GetProperty("sequence").GetInt64().ShouldBe(3);
        recovery.GetProperty("segment").GetInt64().ShouldBe(0);
        recovery.GetProperty("offset").GetInt64().ShouldBe(offset);
        recovery.GetProperty("bytes").GetInt64().ShouldBe(torn.Length);
        JournalOracle.Text(recovery, "sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(torn)));
        _disk.Read($"{s_layout.Segments}/{0:d20}-{offset:d20}-1.torn").ShouldBe(torn);
    }

    [Fact]
    public void Valid_lines_after_a_bad_one_are_not_kept()
    {
        Run(journal => journal.Record(10, 20));
        var lines = Encoding.UTF8.GetString(Segment(0)).Split('\n');
        Run(_ => { }); // sequence 4
        Replace(0, $"{lines[0]}\n{lines[1]}\n{lines[2]}\n{lines[3].Replace("event", "evant", StringComparison.Ordinal)}\n"[..^3] + "\n" + lines[2] + "\n");
        Run(journal => journal.Writer.Stop(journal.Backlog));
        Read().Kinds.ShouldBe(["genesis", "start", "event", "recovery", "start", "stop"]);
    }

    [Fact]
    public void Damage_below_a_checkpoint_is_refused()
    {
        Run(journal =>
        {
            journal.Record(10);
            journal.Checkpoint();
        });
        Flip(0, Segment(0).Length - 2); // the closing brace
        Refusal().ShouldContain("covers 3 records, but /journal/segments/00000000000000000000.jsonl is damaged at offset");
        Segment(0)[^1].ShouldBe((byte)'\n'); // and nothing was cut
    }

    [Fact]
    public void A_cut_log_is_refused()
    {
        Run(journal =>
        {
            journal.Record(10);
            journal.Checkpoint();
        });
        var segment = Segment(0);
        Replace(0, Encoding.UTF8.GetString(segment)[..^1][..Encoding.UTF8.GetString(segment)[..^1].LastIndexOf('\n')] + "\n");
        Refusal().ShouldContain("covers 3 records, but the journal has 2");
    }

    [Fact]
    public void An_altered_record_below_a_checkpoint_is_refused()
    {
        Run(journal =>
        {
            journal.Record(10);
            journal.Checkpoint();
        });
        Replace(0, Encoding.UTF8.GetString(Segment(0)).Replace("\"userId\":\"xx", "\"userId\":\"xy", StringComparison.Ordinal));
        Refusal().ShouldContain("the first 3 records of /journal disagree");
    }

    [Fact]
    public void Damage_larger_than_a_batch_is_refused()
    {
        Run(_ => { });
        Append(0, new byte[JournalLimits.BatchBytes + 1]);
        Refusal().ShouldContain("1048577 bytes follow; a crash leaves at most 1048576");
    }

    [Fact]
    public void Damage_as_large_as_a_batch_is_recovered()
    {
        Run(_ => { });
        Append(0, new byte[JournalLimits.BatchBytes]);
        Run(_ => { });
        Read().Kinds.ShouldBe(["genesis", "start", "recovery", "start"]);
    }

    [Fact]
    public void Damage_outside_the_last_segment_is_refused()
    {
        RunInTwoSegments();
        Flip(0, Segment(0).Length - 2);
        Refusal().ShouldContain("is damaged outside the last segment");
    }

    [Fact]
    public void A_missing_segment_is_refused()
    {
        RunInTwoSegments();
        _disk.Delete(s_layout.Segment(0));
        Refusal().ShouldContain("begins with sequence 3, not 0, and no retention record says that the earlier ones were dropped: they are missing.");
    }

    [Fact]
    public void Lost_leaf_hashes_are_made_anew_from_the_lines()
    {
        RunInTwoSegments();
        _disk.Delete(s_layout.Leaves(0));
        _disk.Delete(s_layout.Leaves(3));
        Run(journal => journal.Checkpoint());
        Read().Records.Count.ShouldBe(5);
    }

    [Fact]
    public void Forged_leaf_hashes_do_not_make_the_log_look_altered()
    {
        RunInTwoSegments(checkpoint: true);
        Flip(s_layout.Leaves(0), 5);
        Run(_ => { });
        Read().Records.Count.ShouldBe(5);
    }

    [Fact]
    public void An_anchor_that_knows_more_is_believed()
    {
        Run(journal => journal.Record(10));
        using var journal = new JournalDriver(_disk, known: _ => [new KnownTree(7, MerkleHasher.EmptyRoot, "The checkpoint at anchor 'a'")]);
        Should.Throw<JournalRefusedException>(() => journal.Start()).Message
            .ShouldBe("The checkpoint at anchor 'a' covers 7 records, but the journal has 3. A restored snapshot or a cut log must not be continued: that would sign a fork.");
    }

    [Fact]
    public void A_second_writer_is_refused()
    {
        using var first = new JournalDriver(_disk).Start();
        using var second = new JournalDriver(_disk);
        Should.Throw<JournalRefusedException>(() => second.Start()).Message.ShouldBe(
            "The journal /journal is in use by another owner, who can't be told. A journal has one writer; WaitForLock (now 00:00:00) lets a rolling deploy wait for the old one.");
    }

    private void RunInTwoSegments(bool checkpoint = false) => Run(journal =>
    {
        journal.Record(10);
        journal.Writer.TryRotate();
        journal.Record(20);
        if (checkpoint)
            journal.Checkpoint();
    });

    private void Run(Action<JournalDriver> run)
    {
        using var journal = new JournalDriver(_disk).Start();
        run(journal);
    }

    private string Refusal()
    {
        using var journal = new JournalDriver(_disk);
        return Should.Throw<JournalRefusedException>(() => journal.Start()).Message;
    }

    private JournalOracle Read() => JournalOracle.Read(_disk, JournalDriver.Directory);

    private byte[] Segment(long first) => _disk.Read(s_layout.Segment(first))!;

    private long Append(long first, byte[] bytes)
    {
        using var file = _disk.Open(s_layout.Segment(first));
        var offset = file.Length;
        file.Write(bytes, offset);
        return offset;
    }

    private void Replace(long first, string content)
    {
        using var file = _disk.Open(s_layout.Segment(first));
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(content), 0);
    }

    private void Flip(long first, long offset) => Flip(s_layout.Segment(first), offset);

    private void Flip(string path, long offset)
    {
        using var file = _disk.Open(path);
        var bytes = new byte[1];
        file.Read(bytes, offset);
        bytes[0] ^= 1;
        file.Write(bytes, offset);
    }
}
