using Takumi.Observability.Audit.Tests.Format;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Auditing;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Audit.Tests.Crash;

public class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_fails_those_who_wait_and_is_used_again_when_it_has_room()
    {
        using var folder = new PrivateFolder();
        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=512k", "none", folder.Path);
        if (mounted.ExitCode != 0)
            Assert.Skip($"A small file system can't be mounted here: {mounted.Error.Trim()} (run as root)");
        try
        {
            await FillAndFreeAsync(folder);
        }
        finally
        {
            (await RunAsync("umount", folder.Path)).ExitCode.ShouldBe(0);
        }
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
