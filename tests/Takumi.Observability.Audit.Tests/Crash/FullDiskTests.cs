using Takumi.Observability.Audit.Tests.Format;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Audit.Tests.Crash;

public class FullDiskTests
{
    private static readonly Executable s_strace = new("strace", "strace");

    [Fact]
    public async Task A_full_disk_fails_those_who_wait_and_is_used_again_when_it_has_room()
    {
        using var folder = new PrivateFolder();
        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=512k", "none", folder.Path);
        if (mounted.ExitCode != 0)
            Assert.Skip($"Needs root, to mount a file system of 512 KiB: {mounted.Error.Trim()}. Without it {nameof(A_disk_that_is_full_for_a_while_is_used_again)} shows the same.");
        try
        {
            await FillAndFreeAsync(folder);
        }
        finally
        {
            (await RunAsync("umount", folder.Path)).ExitCode.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_disk_that_is_full_for_a_while_is_used_again()
    {
        const int records = 8;
        using var folder = new PrivateFolder();
        var (directory, trace) = (folder.Combine("j"), folder.Combine("trace"));
        var target = CrashTarget.Command(directory, records, callers: 1, segmentBytes: 1 << 20);
        string[] strace =
        [
            "-f", "-y", "-o", trace, "--seccomp-bpf", "-P", Path.Join(directory, "segments", "00000000000000000000.jsonl"),
            "-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC:when=3..7", "--", target.File,
        ];
        var result = await (target with { File = s_strace.Require(), Arguments = [.. strace, .. target.Arguments] }).RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        result.ExitCode.ShouldBe(0, result.Error);
        (await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken)).Count(line => line.EndsWith("(INJECTED)", StringComparison.Ordinal)).ShouldBe(5);

        var ledger = new Ledger();
        CrashTarget.Hear(ledger, result.Output);
        ledger.Acknowledged.Count.ShouldBe(records);
        ledger.NotWritten.ShouldNotBeEmpty();
        ledger.Unknown.ShouldBeEmpty();
        await CrashTarget.ShouldGoOnAsync(directory, ledger);
    }

    private static Task<CommandResult> RunAsync(string file, params string[] arguments) => new Command(file, arguments).RunAsync();

    private static async Task FillAndFreeAsync(PrivateFolder folder)
    {
        var directory = folder.Combine("j");
        var ballast = folder.Combine("ballast");
        await File.WriteAllBytesAsync(ballast, new byte[300_000]);
        var ledger = new Ledger();
        await using (var journal = CrashTarget.Open(directory))
        {
            await journal.StartAsync();
            while (ledger.NotWritten.Count + ledger.Unknown.Count < 3)
                await RecordAsync(journal, ledger);
            var full = ledger.Acknowledged.Count;
            full.ShouldBeGreaterThan(0);

            File.Delete(ballast);
            await Poll.UntilAsync(
                async _ =>
                {
                    await RecordAsync(journal, ledger);
                    return ledger.Acknowledged.Count >= full + 3;
                },
                () => "the journal to use the disk again");
        }

        await CrashTarget.ShouldGoOnAsync(directory, ledger);
    }

    private static async Task RecordAsync(IAuditSink journal, Ledger ledger)
    {
        var id = AuditRecordId.New();
        var record = EventLineTests.Record(EventLineTests.Minimal with { UserId = new string('x', 8000) }) with { Id = id };
        try
        {
            ledger.Acknowledged.Add(id.ToString(), (await journal.WriteAsync(record, CancellationToken.None)).Sequence);
        }
        catch (AuditException e)
        {
            ledger.Failed(e);
        }
    }
}
