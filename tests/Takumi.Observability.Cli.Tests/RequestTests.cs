using System.Text.RegularExpressions;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Cli.Tests;

/// <summary>What only the service that has a journal open can do, asked of a running one.</summary>
public sealed partial class RequestTests : IDisposable
{
    private readonly PrivateFolder _folder = new();

    private string Journal => _folder.Combine("audit");

    private string Requests => Path.Join(Journal, "requests");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_checkpoint_is_signed_when_somebody_asks()
    {
        await using var journal = await RunningJournal.StartAsync(Journal);
        var asked = await TakumiSession.RunOnJournalAsync(["checkpoint", Journal, "--actor", "alice", "--on-behalf-of", "ticket \"7\"", .. TakumiSession.Patient]);

        asked.ShouldBe(new TakumiSession.Outcome(0, "done, record 2\n", ""));
        Record().ShouldBe((2, """ "what":"checkpoint","who":"alice","when":"T","outcome":"done","onBehalfOf":"ticket \"7\"" """.Trim()));
        await Poll.UntilAsync(() => File.Exists(Path.Join(Journal, "checkpoints", "00000000000000000003.note")), () => "the checkpoint over the request itself", TestContext.Current.CancellationToken);
        await Poll.UntilAsync(() => Directory.GetFiles(Requests).Length == 0, () => "the service to remove the request that it has answered", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_segment_is_closed_when_somebody_asks()
    {
        await using var journal = await RunningJournal.StartAsync(Journal);
        var asked = await TakumiSession.RunOnJournalAsync(["rotate", Journal, .. TakumiSession.Patient]);

        asked.ShouldBe(new TakumiSession.Outcome(0, "done, record 2\n", ""));
        Record().ShouldBe((2, $$""" "what":"rotate","who":"{{Environment.GetEnvironmentVariable("SUDO_USER") ?? Environment.UserName}}@{{Environment.MachineName}}","when":"T","outcome":"done" """.Trim()));
        File.Exists(Path.Join(Journal, "segments", "00000000000000000002.jsonl")).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_service_the_request_waits_for_the_next_start()
    {
        await (await RunningJournal.StartAsync(Journal)).DisposeAsync();
        var asked = await TakumiSession.RunOnJournalAsync("rotate", Journal, "--who", "alice");

        var file = Directory.GetFiles(Requests).ShouldHaveSingleItem();
        asked.ShouldBe(new TakumiSession.Outcome(
            3, "", $"No service has the journal open: the request waits in '{file}' and is executed as soon as a service has the journal open. Removing the file withdraws it.\n"));
        await using (await RunningJournal.StartAsync(Journal))
            await Poll.UntilAsync(() => !File.Exists(file), () => "the request to be executed", TestContext.Current.CancellationToken);
        Record().Members.ShouldBe(""" "what":"rotate","who":"alice","when":"T","outcome":"done" """.Trim());
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_not_waited_for_for_ever()
    {
        Directory.CreateDirectory(Requests);
        using var held = Takumi.Observability.Storage.LocalDisk.Open().TryLock(Path.Join(Journal, "lock"));
        var asked = await TakumiSession.RunOnJournalAsync("checkpoint", Journal, "--timeout", "0.1");

        asked.ExitCode.ShouldBe(3);
        asked.Error.ShouldStartWith("No answer within 0.1 s: the request waits in '");
        Directory.GetFiles(Requests, "*.json").Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("checkpoint", 3, "The request is gone without an answer: somebody withdrew it, or the service executed it and was started anew. The journal then has a record of kind 'request' with the id ID.\n")]
    [InlineData("show", 2, "Nothing is read, as it would not be journaled: the request is gone without an answer: it was withdrawn, or the service was started anew.\n")]
    public async Task An_answer_that_a_restart_removed_is_not_waited_for(string command, int exitCode, string error)
    {
        Directory.CreateDirectory(Requests);
        using var held = Takumi.Observability.Storage.LocalDisk.Open().TryLock(Path.Join(Journal, "lock"));
        var asking = TakumiSession.RunOnJournalAsync([command, Journal, .. command == "show" ? (string[])["--require-journaled"] : [], .. TakumiSession.Patient]);
        var request = "";
        await Poll.UntilAsync(() => (request = Directory.GetFiles(Requests, "*.json").SingleOrDefault() ?? "").Length > 0, () => "the request", TestContext.Current.CancellationToken);
        File.Delete(request);

        (await asking).ShouldBe(new TakumiSession.Outcome(exitCode, "", error.Replace("ID", Path.GetFileNameWithoutExtension(request), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_service_does_not_know_is_refused()
    {
        await using var journal = await RunningJournal.StartAsync(Journal);
        var command = new System.CommandLine.RootCommand { Takumi.Observability.Cli.Requests.RequestCommand.Create("melt", "No such thing.", "melt", new("subject")) };
        var error = new StringWriter();
        var exit = await command.Parse(["melt", Journal, "snow", "--actor", "alice", .. TakumiSession.Patient])
            .InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = TextWriter.Null, Error = error }, TestContext.Current.CancellationToken);

        (exit, error.ToString()).ShouldBe((2, "refused, record 2: allowed: checkpoint, hold, read, release, rotate\n"));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said()
    {
        (await TakumiSession.RunOnJournalAsync("rotate", Journal)).ShouldBe(new TakumiSession.Outcome(2, "", $"'{Requests}' does not exist: this is a copy, or no journal\n"));
        Directory.CreateDirectory(Requests);
        (await TakumiSession.RunOnJournalAsync("rotate", Journal, "--actor", " ")).ShouldBe(new TakumiSession.Outcome(2, "", "--actor is empty; allowed: a name.\n"));
        (await TakumiSession.RunOnJournalAsync("rotate", Journal, "--timeout", "-1")).ShouldBe(new TakumiSession.Outcome(2, "", "--timeout is -1; allowed: 0 to 86400 seconds.\n"));
        (await TakumiSession.RunOnJournalAsync("rotate", Journal, "--actor", new string('x', 5000))).Error.ShouldStartWith("The record is too large: a request of 5");
        Directory.GetFiles(Requests).ShouldBeEmpty();
    }

    private (long Sequence, string Members) Record()
    {
        var (sequence, members) = RunningJournal.Requests(Journal).ShouldHaveSingleItem();
        return (sequence, Time().Replace(members, "\"when\":\"T\""));
    }

    [GeneratedRegex("\"when\":\"[^\"]+\"")]
    private static partial Regex Time();
}
