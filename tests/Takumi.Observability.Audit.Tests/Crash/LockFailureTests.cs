using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Audit.Tests.Crash;

/// <summary>What flock(2) may answer besides yes and no: without a lock there is no journal, and an interruption is no answer.</summary>
public sealed class LockFailureTests : IDisposable
{
    private static readonly Executable s_strace = new("strace", "strace");

    private readonly PrivateFolder _folder = new();

    private string Journal => _folder.Combine("j");

    [Theory]
    [InlineData("ENOLCK", "No locks available (errno 37)")]
    [InlineData("EIO", "Input/output error (errno 5)")]
    public async Task An_error_of_the_lock_is_fatal_and_says_what_is_missing(string error, string reason)
    {
        var result = await RunAsync($"error={error}", injected: 1);
        result.ExitCode.ShouldBe(3);
        result.Output.ShouldBe(
            $"refused The journal {Journal} can't be locked, and without its lock two processes might write it. flock {Journal}/lock: {reason}. Allowed: a file system with flock(2), and a file 'lock' that this user may write.\n");
        Directory.GetFiles(Path.Join(Journal, "segments")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interrupted_call_is_made_again()
    {
        var result = await RunAsync("error=EINTR:when=1..3", injected: 3);
        result.ExitCode.ShouldBe(0, result.Error);
        var ledger = new Ledger();
        CrashTarget.Hear(ledger, result.Output);
        ledger.Acknowledged.Count.ShouldBe(1);
        await CrashTarget.ShouldGoOnAsync(Journal, ledger);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CommandResult> RunAsync(string injection, int injected)
    {
        var trace = _folder.Combine("trace");
        var target = CrashTarget.Command(Journal, records: 1, callers: 1, segmentBytes: 1500, patience: TimeSpan.Zero);
        string[] arguments = ["-f", "-y", "-o", trace, "--seccomp-bpf", "-P", Path.Join(Journal, "lock"), "-e", "trace=flock", "-e", $"inject=flock:{injection}", "--", target.File];
        var result = await (target with { File = s_strace.Require(), Arguments = [.. arguments, .. target.Arguments] }).RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        (await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken)).Count(line => line.EndsWith("(INJECTED)", StringComparison.Ordinal)).ShouldBe(injected);
        return result;
    }
}
