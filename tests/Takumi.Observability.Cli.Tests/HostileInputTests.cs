using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Takumi.Observability.Audit.Tests.Verification;

namespace Takumi.Observability.Cli.Tests;

/// <summary>
/// Directories and files that somebody made to bring the program down, or to be believed. Whatever is in them, every command ends with one of its exit codes and a sentence of
/// its own, and nothing is green that isn't.
/// </summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly TakumiSession _session = new();

    public void Dispose() => _session.Dispose();

    private static readonly Dictionary<string, (int Verdict, Action<TestJournal> Make)> s_journals = new()
    {
        // 0 stands where only that was hurt which no verdict depends on: leaf hashes beside whole lines, and notes that are none.
        ["an empty directory"] = (1, journal => Directory.GetDirectories(journal.Root).ToList().ForEach(folder => Directory.Delete(folder, recursive: true))),
        ["files in place of the folders"] = (1, journal =>
        {
            Directory.GetDirectories(journal.Root).ToList().ForEach(folder => Directory.Delete(folder, recursive: true));
            File.WriteAllText(Path.Join(journal.Root, "segments"), "x");
            File.WriteAllText(Path.Join(journal.Root, "checkpoints"), "x");
        }),
        ["a directory in place of a segment"] = (1, journal => Swap(journal.SegmentPath(10), path => Directory.CreateDirectory(path))),
        ["a directory in place of leaf hashes"] = (0, journal => Swap(journal.LeavesPath(10), path => Directory.CreateDirectory(path))),
        ["a directory in place of a note"] = (0, journal => Swap(journal.NotePath(25), path => Directory.CreateDirectory(path))),
        ["random bytes for a segment"] = (1, journal => Swap(journal.SegmentPath(0), path => File.WriteAllBytes(path, Random(300_000)))),
        ["random bytes for the last segment"] = (1, journal => Swap(journal.SegmentPath(30), path => File.WriteAllBytes(path, Random(300_000)))),
        ["random bytes for every file"] = (1, journal => Directory.GetFiles(journal.Root, "*", SearchOption.AllDirectories).ToList().ForEach(path => File.WriteAllBytes(path, Random(5_000)))),
        ["a line of 4 MB without an end"] = (1, journal => File.WriteAllBytes(journal.SegmentPath(20), Enumerable.Repeat((byte)'a', 4_000_000).ToArray())),
        ["a line of 4 MB after the last record"] = (1, journal => journal.Append(new string('a', 4_000_000) + "\n")),
        ["a million empty lines"] = (1, journal => File.WriteAllText(journal.SegmentPath(20), new string('\n', 1_000_000))),
        ["a million empty lines and no leaf hashes"] = (1, journal =>
        {
            File.WriteAllText(journal.SegmentPath(30), new string('\n', 1_000_000));
            File.Delete(journal.LeavesPath(30));
        }),
        ["strings in no encoding"] = (1, journal => journal.EditLines(10, lines => lines[3] = lines[3].Replace("reward_claimed", "\\ud800").Replace("\"kind\":\"event\"", "\"\\udfff\":1"))),
        ["bytes in no encoding"] = (1, journal => File.WriteAllBytes(journal.SegmentPath(10), [.. "{\"sequence\":10,\"event\":\""u8, 0xFF, 0xC0, 0xED, 0xA0, 0x80, .. "\"}\n"u8])),
        ["nesting without an end"] = (1, journal => journal.EditLines(10, lines => lines[3] = string.Concat(Enumerable.Repeat("[", 16_000)))),
        ["leaf hashes too short"] = (0, journal => File.WriteAllBytes(journal.LeavesPath(10), new byte[33])),
        ["leaf hashes too long"] = (0, journal => Sparse(journal.LeavesPath(10))),
        ["endless leaf hashes of the last segment, and a bad line"] = (1, journal =>
        {
            Sparse(journal.LeavesPath(30));
            journal.EditLines(0, lines => lines[3] = lines[3].Replace("3.50", "9.50"));
        }),
        ["a segment of the largest number"] = (1, journal => File.WriteAllText(Path.Join(journal.SegmentsFolder, $"{long.MaxValue:d20}.jsonl"), "x\n")),
        ["a number whose hashes are 2^64 bytes"] = (1, journal =>
        {
            journal.DeleteSegment(0);
            File.WriteAllBytes(journal.LeavesPath(0), []);
            File.WriteAllText(Path.Join(journal.SegmentsFolder, $"{1L << 59:d20}.jsonl"), "x\n");
        }),
        ["a note over the largest number"] = (0, journal => File.Copy(journal.NotePath(8), Path.Join(journal.Root, "checkpoints", $"{long.MaxValue:d20}.note"))),
        ["a note with 5,000 signatures"] = (0, journal =>
            File.AppendAllText(journal.NotePath(25), string.Concat(Enumerable.Repeat(Encoding.UTF8.GetString(journal.Note(25)).Split('\n')[^2] + "\n", 5_000)))),
        ["a note of 2 MB"] = (0, journal => File.WriteAllBytes(journal.NotePath(25), new byte[2_000_000])),
        ["an empty note, and random ones"] = (0, journal =>
        {
            File.WriteAllBytes(journal.NotePath(8), []);
            File.WriteAllBytes(journal.NotePath(15), Random(1_000));
        }),
        ["handovers that are none"] = (0, journal =>
        {
            Directory.CreateDirectory(Path.Join(journal.Root, "handovers"));
            File.WriteAllBytes(journal.HandoverPath(8), Random(1_000));
            File.WriteAllBytes(journal.HandoverPath(15), journal.Note(15));
            File.WriteAllBytes(journal.HandoverPath(25), journal.Handover(25, journal.NextSigner, [journal.NextSigner]));
        }),
        ["a link in a circle"] = (2, journal => Swap(journal.SegmentPath(10), path => File.CreateSymbolicLink(path, path))),
        ["a link to nothing"] = (2, journal => Swap(journal.LeavesPath(10), path => File.CreateSymbolicLink(path, "nowhere"))),
        ["a link to a directory"] = (1, journal => Swap(journal.SegmentPath(10), path => File.CreateSymbolicLink(path, "/"))),
        ["a link to a device without end for a segment"] = (2, journal => Swap(journal.SegmentPath(10), path => File.CreateSymbolicLink(path, "/dev/zero"))),
        ["a link to a device without end for leaf hashes"] = (2, journal => Swap(journal.LeavesPath(30), path => File.CreateSymbolicLink(path, "/dev/zero"))),
        ["a link to a device without end for a note"] = (2, journal => Swap(journal.NotePath(25), path => File.CreateSymbolicLink(path, "/dev/zero"))),
        ["a pipe that nobody writes to for a segment"] = (2, journal => Swap(journal.SegmentPath(30), Pipe)),
        ["a pipe that nobody writes to for leaf hashes"] = (2, journal => Swap(journal.LeavesPath(0), Pipe)),
        ["a pipe that nobody writes to for a note"] = (2, journal => Swap(journal.NotePath(36), Pipe)),
        ["a pipe that nobody writes to for the lock"] = (0, journal =>
        {
            Directory.CreateDirectory(Path.Join(journal.Root, "requests"));
            Pipe(Path.Join(journal.Root, "lock"));
        }),
    };

    public static TheoryData<string> Journals => [.. s_journals.Keys];

    [Theory]
    [MemberData(nameof(Journals))]
    public async Task No_journal_brings_a_command_down_or_is_believed(string name)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("links, pipes and devices are made as Linux has them");
        var held = _session.Held(36);
        var (verdict, make) = s_journals[name];
        make(_session.Journal);
        var (root, key) = (_session.Journal.Root, _session.Key);

        (await RunAsync("verify", root, "--key", key, "--no-state", "--trusted", held)).ShouldBe(verdict);
        (await RunAsync("verify", root, "--key", key, "--no-state", "--json")).ShouldBeOneOf(1, 2, 3);
        (await RunAsync("verify", root, "--key", key, "--state", _session.PathOf("state"))).ShouldBeOneOf(1, 2, 3);
        foreach (var sequence in new[] { "0", "17", "35" })
        {
            await RunAsync("prove", root, sequence, "--key", key);
            await RunAsync("bundle", root, sequence, "--key", key, "-o", _session.PathOf($"{sequence}.zip"));
        }

        await RunAsync("consistency", root, "15", "36", "--key", key);
        await RunAsync("show", root);
        await RunAsync("show", root, "--event", "x", "--since", "2026-01-01", "--json");
        await RunAsync("tail", root, "-n", "100");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"format":"takumi.audit/consistency@v1","origin":null,"first":null,"second":null,"path":null}""")]
    [InlineData("""{"format":"takumi.audit/consistency@v1","origin":"x","first":{"size":1,"root":null},"second":{"size":2,"root":"x"},"path":[]}""")]
    [InlineData("""{"format":"takumi.audit/consistency@v1","origin":"x","first":{"size":-1,"root":"AA=="},"second":{"size":9223372036854775807,"root":"AA=="},"path":[null]}""")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra eA==\nindex 9223372036854775807\n\nx\n")]
    [InlineData("PK")]
    [InlineData("PK\u0003\u0004 and no more")]
    [InlineData("")]
    public async Task No_evidence_brings_the_program_down_or_is_believed(string content)
    {
        await File.WriteAllTextAsync(_session.PathOf("evidence"), content, TestContext.Current.CancellationToken);

        (await RunAsync("verify", _session.PathOf("evidence"), "--key", _session.Key)).ShouldBeOneOf(1, 2, 3);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"format":"takumi.audit/bundle@v1","verifier":"v","origin":"ORIGIN","size":36,"sequence":17,"first":-1,"end":20,"before":[],"after":[]}""")]
    [InlineData("""{"format":"takumi.audit/bundle@v1","verifier":"v","origin":"ORIGIN","size":36,"sequence":17,"first":10,"end":-9223372036854775808,"before":[],"after":[]}""")]
    [InlineData("""{"format":"takumi.audit/bundle@v1","verifier":"v","origin":"ORIGIN","size":36,"sequence":17,"first":10,"end":20,"before":null,"after":null}""")]
    [InlineData("""{"format":"takumi.audit/bundle@v1","verifier":"v","origin":"ORIGIN","size":36,"sequence":17,"first":10,"end":20,"before":[null,""],"after":["AAAA"]}""")]
    public async Task No_manifest_of_a_bundle_is_believed_that_does_not_fit(string manifest)
    {
        (await RunAsync("bundle", _session.Journal.Root, "17", "--key", _session.Key, "-o", _session.PathOf("b.zip"))).ShouldBe(0);
        Replace("bundle.json", Encoding.UTF8.GetBytes(manifest.Replace("ORIGIN", _session.Journal.Origin)));

        (await RunAsync("verify", _session.PathOf("b.zip"), "--key", _session.Key)).ShouldBeOneOf(1, 2);
    }

    [Fact]
    public async Task A_bundle_is_about_a_record_of_its_segment()
    {
        (await RunAsync("bundle", _session.Journal.Root, "17", "--key", _session.Key, "-o", _session.PathOf("b.zip"))).ShouldBe(0);
        var proof = await TakumiSession.RunAsync("prove", _session.Journal.Root, "3", "--key", _session.Key);
        Replace("record.tlog-proof", Encoding.UTF8.GetBytes(proof.Output));
        using (var zip = ZipFile.Open(_session.PathOf("b.zip"), ZipArchiveMode.Read))
        {
            using var manifest = new StreamReader(zip.GetEntry("bundle.json")!.Open());
            var text = await manifest.ReadToEndAsync(TestContext.Current.CancellationToken);
            zip.Dispose();
            Replace("bundle.json", Encoding.UTF8.GetBytes(text.Replace("\"sequence\": 17", "\"sequence\": 3")));
        }

        (await TakumiSession.RunAsync("verify", _session.PathOf("b.zip"), "--key", _session.Key))
            .ShouldBe(new TakumiSession.Outcome(1, "", "The bundle is not what was signed: record 3 is none of the records 10 to 19.\n"));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_unusable_whatever_is_held()
    {
        var nowhere = _session.PathOf("nowhere");
        (await TakumiSession.RunAsync("verify", nowhere, "--key", _session.Key, "--no-state", "--trusted", _session.Held(36)))
            .ShouldBe(new TakumiSession.Outcome(2, "", $"There is no journal in '{nowhere}': there is no such directory, or it cannot be read.\n"));
    }

    [Fact]
    public async Task A_verdict_is_told_even_if_it_cannot_be_remembered()
    {
        await File.WriteAllTextAsync(_session.PathOf("state"), "a file where a directory is to be", TestContext.Current.CancellationToken);

        var verified = await _session.VerifyAsync("--trusted", _session.Held(36));

        verified.ExitCode.ShouldBe(2);
        verified.Output.ShouldContain("completeness       proven\n");
        verified.Error.ShouldContain("state");
    }

    [Fact]
    public async Task A_negative_number_of_lines_is_refused() =>
        (await TakumiSession.RunAsync("tail", _session.Journal.Root, "-n", "-1")).ShouldBe(new TakumiSession.Outcome(2, "", "-n is -1; allowed: 0 and more.\n"));

    /// <summary>The exit code of a command that must not have failed for a reason that its authors did not think of.</summary>
    private static async Task<int> RunAsync(params string[] args)
    {
        var outcome = await TakumiSession.RunAsync(args).WaitAsync(TestContext.Current.CancellationToken);
        outcome.Error.ShouldNotContain("This program failed", Case.Sensitive, string.Join(' ', args));
        return outcome.ExitCode;
    }

    private void Replace(string entry, byte[] content)
    {
        using var zip = ZipFile.Open(_session.PathOf("b.zip"), ZipArchiveMode.Update);
        zip.GetEntry(entry)!.Delete();
        using var stream = zip.CreateEntry(entry).Open();
        stream.Write(content);
    }

    private static void Swap(string path, Action<string> make)
    {
        File.Delete(path);
        make(path);
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A terabyte that takes no room.</summary>
    private static void Sparse(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(1L << 40);
    }

    private static void Pipe(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        made.ExitCode.ShouldBe(0);
    }
}
