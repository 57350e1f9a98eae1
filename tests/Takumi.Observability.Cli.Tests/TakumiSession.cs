using System.CommandLine;
using Takumi.Observability.Audit.Tests.Verification;

namespace Takumi.Observability.Cli.Tests;

/// <summary>The command line as a user at a pipe sees it, with a journal, its key, and a home of its own.</summary>
internal sealed class TakumiSession : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("takumi-cli-");

    /// <param name="journal">Null for one without anything special.</param>
    public TakumiSession(TestJournal? journal = null)
    {
        Journal = journal ?? new TestJournal();
        File.WriteAllText(Key, Journal.PublicKeyPem);
    }

    public TestJournal Journal { get; }

    /// <summary>For commands that a running service has to answer: as long as a busy machine may take.</summary>
    public static string[] Patient { get; } = ["--timeout", "60"];

    public string Key => PathOf("pub.pem");

    public string PathOf(string name) => Path.Join(_folder.FullName, name);

    /// <summary>A checkpoint over the first records, in a file outside the journal.</summary>
    public string Held(int size)
    {
        var path = PathOf($"held-{size}.note");
        File.WriteAllBytes(path, Journal.Note(size));
        return path;
    }

    public string KeyOfAStranger()
    {
        using var stranger = new TestJournal();
        File.WriteAllText(PathOf("stranger.pem"), stranger.PublicKeyPem);
        return PathOf("stranger.pem");
    }

    public Task<Outcome> VerifyAsync(params string[] more) => RunAsync(["verify", Journal.Root, "--key", Key, "--state", PathOf("state"), .. more]);

    /// <summary>Runs a command on a copy, where reading can't be journaled: that it says so is left out of what it wrote.</summary>
    public static async Task<Outcome> RunAsync(params string[] args)
    {
        var outcome = await RunOnJournalAsync(args);
        return outcome with { Error = string.Concat(outcome.Error.Split('\n').Where(line => !IsAboutCopy(line)).Select((line, i) => i == 0 ? line : "\n" + line)) };

        static bool IsAboutCopy(string line) =>
            line.StartsWith("not journaled: '", StringComparison.Ordinal) && line.EndsWith("/requests' does not exist: this is a copy, or no journal", StringComparison.Ordinal);
    }

    public static async Task<Outcome> RunOnJournalAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await TakumiCommand.RunAsync(["audit", .. args], new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new Outcome(exit, output.ToString(), error.ToString());
    }

    public void Dispose()
    {
        Journal.Dispose();
        _folder.Delete(recursive: true);
    }

    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
