using System.Text.RegularExpressions;
using Takumi.Observability.Audit.Tests.Journal;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Audit.Tests.Crash;

/// <summary>
/// Every system call by which a run of the journal touches its files is made to fail, once with EIO, once with ENOSPC, and once the process is
/// killed in it: a start, an append, a rotation, a request, three checkpoints, a stop. Of each call site the first and the last call are taken;
/// with <c>TAKUMI_CRASH_MATRIX=full</c> all of them.
/// </summary>
public partial class CrashMatrixTests
{
    private const string Traced = "pwrite64,fdatasync,fsync,ftruncate,rename,unlink,openat,flock";
    private const int Records = 8;
    private const int SegmentBytes = 1500; // two rotations in a run

    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("TAKUMI_CRASH_MATRIX") == "full";
    private static readonly Executable s_strace = new("strace", "strace");

    [Theory]
    [InlineData("error=EIO")]
    [InlineData("error=ENOSPC")]
    [InlineData("signal=SIGKILL")]
    public async Task A_journal_survives_every_call_that_fails(string injection)
    {
        var calls = await CallsAsync();
        calls.Select(call => call.Name).Distinct().Order().ShouldBe(["fdatasync", "flock", "fsync", "ftruncate", "openat", "pwrite64", "rename", "unlink"]);
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
        TestContext.Current.TestOutputHelper?.WriteLine($"{injection}: {calls.Count} calls");
        failures.ShouldBeEmpty();
    }

    /// <summary>A run on a busy machine may not wait for a checkpoint that came late, and have fewer calls than the undisturbed one: it is run again, with twice the patience.</summary>
    private static async Task BreakAsync(SystemCall call, string injection, CancellationToken cancellation)
    {
        var patience = TimeSpan.FromMilliseconds(500);
        for (var attempt = 1; !await TryBreakAsync(call, injection, patience, cancellation); attempt++, patience *= 2)
            attempt.ShouldBeLessThan(8, $"{injection} was not injected into {call}");
    }

    /// <summary>False: nothing was injected, and the run proves nothing.</summary>
    private static async Task<bool> TryBreakAsync(SystemCall call, string injection, TimeSpan patience, CancellationToken cancellation)
    {
        using var folder = new PrivateFolder();
        var directory = folder.Combine("j");
        var (result, trace) = await RunAsync(directory, call with { Path = directory + call.Path }, injection, patience, cancellation);

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

    /// <summary>The calls of an undisturbed run, in which all that is waited for comes, by which the journal reaches its own files.</summary>
    private static async Task<List<SystemCall>> CallsAsync()
    {
        using var folder = new PrivateFolder();
        var directory = folder.Combine("j");
        var (result, trace) = await RunAsync(directory, null, null, Poll.Limit, CancellationToken.None);
        result.Output.ShouldEndWith("done\n", Case.Sensitive, result.Error);
        var notes = Directory.GetFiles(Path.Join(directory, "checkpoints"), "*.note").Select(note => Path.GetFileName(note)).Order();
        string.Join(' ', notes).ShouldBe("00000000000000000002.note 00000000000000000007.note 00000000000000000012.note", "a run has to be the same each time");
        var calls = SystemCall.Parse(trace, directory).Select(call => call with { Path = call.Path[directory.Length..] })
            .Where(call => !IsOfRequester(call) && !IsPoll(call)).DistinctBy(call => (call.Name, call.Path, call.Ordinal)).ToList();
        return s_isFull ? calls : [.. Sites(calls)];
    }

    /// <summary>
    /// Of every call site the first and the last call. Seen from outside, a call site is a call on a kind of file, with the one before it: the directory is synced after the rename of a
    /// note and after that of <c>newest</c>, and these are two.
    /// </summary>
    private static IEnumerable<SystemCall> Sites(List<SystemCall> calls) => calls
        .Select((call, i) => (Site: (i == 0 ? "" : Kind(calls[i - 1])) + Kind(call), Call: call))
        .GroupBy(entry => entry.Site, entry => entry.Call)
        .SelectMany(site => new[] { site.First(), site.Last() }.Distinct());

    private static string Kind(SystemCall call) => $"{call.Name} {Digits().Replace(call.Path, "N")}\n";

    /// <summary>The request is written by the service's own test code, which is not what is broken here; the journal only reads and removes it.</summary>
    private static bool IsOfRequester(SystemCall call) => call.Path.EndsWith(".json.tmp", StringComparison.Ordinal);

    /// <summary>How often the journal looks for requests is up to the clock: only the first looks are the same in every run.</summary>
    private static bool IsPoll(SystemCall call) => call is { Name: "openat", Path: "/requests", Ordinal: > 2 };

    private static async Task<(CommandResult Result, string[] Trace)> RunAsync(string directory, SystemCall? call, string? injection, TimeSpan patience, CancellationToken cancellation)
    {
        var log = directory + ".trace";
        var arguments = new List<string> { "-f", "-y", "-o", log, "-e", $"trace={call?.Name ?? Traced}" };
        if (call is not null)
            arguments.AddRange(["-P", call.Path, "-e", $"inject={call.Name}:{injection}:when={call.Ordinal}"]);
        // With --seccomp-bpf strace never delivers the signal.
        if (injection?.StartsWith("signal", StringComparison.Ordinal) != true)
            arguments.Add("--seccomp-bpf");
        var target = CrashTarget.Command(directory, Records, callers: 1, SegmentBytes, patience: patience);
        var traced = target with { File = s_strace.Require(), Arguments = [.. arguments, "--", target.File, .. target.Arguments] };
        var result = await traced.RunAsync(cancellationToken: cancellation);
        return (result, await File.ReadAllLinesAsync(log, cancellation));
    }

    [GeneratedRegex("[0-9]{20}")]
    private static partial Regex Digits();
}
