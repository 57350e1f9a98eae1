using Takumi.Observability.Testing;

namespace Takumi.Observability.Cli.Tests;

/// <summary>Who looked: every command that reads a journal leaves a record in it, before it shows anything.</summary>
public sealed class JournaledReadingTests : IDisposable
{
    private readonly PrivateFolder _folder = new();

    private string Journal => _folder.Combine("audit");

    private string Requests => Path.Join(Journal, "requests");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("show", "--event", "x")]
    [InlineData("tail", "-n", "1")]
    [InlineData("verify", "--no-state", "--key", "KEY")]
    [InlineData("prove", "1", "--key", "KEY")]
    [InlineData("consistency", "1", "2", "--key", "KEY")]
    [InlineData("bundle", "1", "--key", "KEY", "-o", "OUT")]
    public async Task Reading_is_journaled(string command, params string[] rest)
    {
        await using var journal = await RunningJournal.StartAsync(Journal);
        await Poll.UntilAsync(() => File.Exists(Path.Join(Journal, "checkpoints", "newest")), () => "the first checkpoint", TestContext.Current.CancellationToken);
        string[] args = [command, Journal, .. TakumiSession.Patient, .. rest.Select(arg => arg.Replace("KEY", journal.Key).Replace("OUT", _folder.Combine("out")))];
        var read = await TakumiSession.RunOnJournalAsync([.. args, "--actor", "alice", "--on-behalf-of", "the auditor"]);

        read.Error.ShouldNotContain("not journaled");
        read.ExitCode.ShouldBe(command == "verify" ? 3 : 0, read.Error);
        var (sequence, members) = RunningJournal.Requests(Journal).ShouldHaveSingleItem();
        sequence.ShouldBe(2);
        members.ShouldStartWith("\"what\":\"read\",\"who\":\"alice\",\"when\":\"");
        members.ShouldEndWith($"\",\"outcome\":\"done\",\"detail\":\"{string.Join(' ', args)} --actor alice --on-behalf-of the auditor\",\"onBehalfOf\":\"the auditor\"");
        await Poll.UntilAsync(() => Directory.GetFiles(Requests).Length == 0, () => "the service to remove the request that it has answered", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_reader_finds_its_own_record()
    {
        await using var journal = await RunningJournal.StartAsync(Journal);
        (await TakumiSession.RunOnJournalAsync(["show", Journal, .. TakumiSession.Patient, "--actor", "alice"])).Output.Split('\n')[2].ShouldMatch(
            "^       2  .*  request  request=[0-9a-f]{32}  what=read  who=alice  when=.*  outcome=done  detail=show .* --actor alice$");
    }

    [Fact]
    public async Task Without_a_service_it_is_journaled_at_the_next_start()
    {
        await (await RunningJournal.StartAsync(Journal)).DisposeAsync();
        var read = await TakumiSession.RunOnJournalAsync("show", Journal, "--actor", "alice");

        (read.ExitCode, read.Error).ShouldBe((0, "not journaled: no service has the journal open; the request waits for its next start\n"));
        read.Output.Split('\n').Length.ShouldBe(4);
        await using (await RunningJournal.StartAsync(Journal))
            await Poll.UntilAsync(() => RunningJournal.Requests(Journal).Count == 1, () => "the reading to be journaled", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Who_must_be_seen_reads_nothing_unseen()
    {
        await (await RunningJournal.StartAsync(Journal)).DisposeAsync();
        (await TakumiSession.RunOnJournalAsync("show", Journal, "--require-journaled"))
            .ShouldBe(new TakumiSession.Outcome(2, "", "Nothing is read, as it would not be journaled: no service has the journal open.\n"));
        Directory.GetFiles(Requests).ShouldBeEmpty();

        await using var journal = await RunningJournal.StartAsync(Journal);
        (await TakumiSession.RunOnJournalAsync(["show", Journal, .. TakumiSession.Patient, "--require-journaled"])).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_copy_says_that_nobody_wrote_it_down()
    {
        using var copy = new Takumi.Observability.Audit.Tests.Verification.TestJournal();
        var before = Directory.GetFileSystemEntries(copy.Root);
        var read = await TakumiSession.RunOnJournalAsync("tail", copy.Root, "-n", "1");

        (read.ExitCode, read.Error).ShouldBe((0, $"not journaled: '{copy.Root}/requests' does not exist: this is a copy, or no journal\n"));
        read.Output.ShouldNotBeEmpty();
        Directory.GetFileSystemEntries(copy.Root).ShouldBe(before);
    }

    [Fact]
    public async Task A_long_command_is_journaled_as_far_as_it_fits()
    {
        await using var journal = await RunningJournal.StartAsync(Journal);
        var read = await TakumiSession.RunOnJournalAsync(["show", Journal, "--event", string.Concat(Enumerable.Repeat("\U0001F600", 1000)), .. TakumiSession.Patient]);

        (read.ExitCode, read.Error).ShouldBe((0, ""));
        var detail = RunningJournal.Read(Journal)[2].GetProperty("detail").GetString()!;
        detail.Length.ShouldBeInRange(999, 1000);
        detail.ShouldStartWith($"show {Journal} --event \U0001F600\U0001F600");
        detail.ShouldEndWith("\U0001F600…");
    }
}
