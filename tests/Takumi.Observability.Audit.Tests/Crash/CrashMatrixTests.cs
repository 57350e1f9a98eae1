using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Audit.Tests.Crash;

/// <summary>
/// Every system call by which a run of the journal touches its files is made to fail, once with EIO, once with ENOSPC, and once the process is
/// killed in it: an append, a rotation, a checkpoint, a start. Of calls that repeat, the first two and the last are taken.
/// </summary>
public class CrashMatrixTests
{
    private const string Traced = "pwrite64,fdatasync,fsync,ftruncate,rename,openat";
    private const int Records = 8;
    private const int SegmentBytes = 1500; // two rotations in a run

    private static readonly Executable s_strace = new("strace", "strace");

    [Theory]
    [InlineData("error=EIO")]
    [InlineData("error=ENOSPC")]
    [InlineData("signal=SIGKILL")]
    public async Task A_journal_survives_every_call_that_fails(string injection)
    {
        var calls = await CallsAsync();
        calls.Select(call => call.Name).Distinct().Order().ShouldBe(["fdatasync", "fsync", "ftruncate", "openat", "pwrite64", "rename"]);
        var failures = new List<string>();
        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (call, cancellation) =>
        {
            try
            {
                await BreakAsync(call, injection, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                lock (failures)
                    failures.Add($"{call}: {e.Message}");
            }
        });
        failures.ShouldBeEmpty();
    }

    /// <summary>How records fall into batches, and so how often a call repeats, is up to the scheduler: a run that has fewer of them than the undisturbed one is run again.</summary>
    private static async Task BreakAsync(SystemCall call, string injection, CancellationToken cancellation)
    {
        for (var attempt = 1; !await TryBreakAsync(call, injection, cancellation); attempt++)
            attempt.ShouldBeLessThan(10, $"{injection} was not injected into {call}");
    }

    /// <summary>False: nothing was injected, and the run proves nothing.</summary>
    private static async Task<bool> TryBreakAsync(SystemCall call, string injection, CancellationToken cancellation)
    {
        using var folder = new PrivateFolder();
        var directory = folder.Combine("j");
        var (result, trace) = await RunAsync(directory, call with { Path = directory + call.Path }, injection, cancellation);

        // strace marks a failed call; a killed one never returns.
        var injected = injection.StartsWith("signal", StringComparison.Ordinal) ? "+++ killed by SIGKILL +++" : "(INJECTED)";
        if (!trace.Any(line => line.EndsWith(injected, StringComparison.Ordinal)))
            return false;

        var ledger = new Ledger();
        CrashTarget.Hear(ledger, result.Output);
        if (result.ExitCode == 0)
            ledger.Acknowledged.Count.ShouldBe(Records, "the service did not go on");
        else if (injection.StartsWith("error", StringComparison.Ordinal))
            result.Output.ShouldStartWith("refused", Case.Sensitive, $"exit code {result.ExitCode}: {result.Error}");
        await CrashTarget.ShouldGoOnAsync(directory, ledger);
        return true;
    }

    /// <summary>The calls of an undisturbed run that reach the journal's own files by the same name each time.</summary>
    private static async Task<List<SystemCall>> CallsAsync()
    {
        using var folder = new PrivateFolder();
        var directory = folder.Combine("j");
        var (result, trace) = await RunAsync(directory, null, null, CancellationToken.None);
        result.Output.ShouldEndWith("done\n", Case.Sensitive, result.Error);
        var calls = SystemCall.Parse(trace, directory).Select(call => call with { Path = call.Path[directory.Length..] }).ToList();

        // Which sizes are signed depends on the clock, so of the notes only the pointer has a name that is the same in every run.
        return [.. calls
            .Where(call => !call.Path.Contains(".note", StringComparison.Ordinal))
            .GroupBy(call => (call.Name, call.Path))
            .SelectMany(group => group.Where(call => call.Ordinal <= 2 || (call.Ordinal == group.Count() && Repeats(call))))];
    }

    /// <summary>Whether a run has as many of these calls each time: of those of the checkpoints it has not.</summary>
    private static bool Repeats(SystemCall call) => call.Path.Contains(".jsonl", StringComparison.Ordinal) || call.Path.Contains(".leaves", StringComparison.Ordinal);

    private static async Task<(CommandResult Result, string[] Trace)> RunAsync(string directory, SystemCall? call, string? injection, CancellationToken cancellation)
    {
        var log = directory + ".trace";
        var arguments = new List<string> { "-f", "-y", "-o", log, "-e", $"trace={call?.Name ?? Traced}" };
        if (call is not null)
            arguments.AddRange(["-P", call.Path, "-e", $"inject={call.Name}:{injection}:when={call.Ordinal}"]);
        // With --seccomp-bpf strace never delivers the signal.
        if (injection?.StartsWith("signal", StringComparison.Ordinal) != true)
            arguments.Add("--seccomp-bpf");
        var target = CrashTarget.Command(directory, Records, callers: 1, SegmentBytes);
        var traced = target with { File = s_strace.Require(), Arguments = [.. arguments, "--", target.File, .. target.Arguments] };
        var result = await traced.RunAsync(cancellationToken: cancellation);
        return (result, await File.ReadAllLinesAsync(log, cancellation));
    }
}
