using System.Diagnostics;

namespace Takumi.Observability.Testing.Servers;

/// <summary>A program with its arguments, not yet started.</summary>
/// <param name="File">A path, or a name on the PATH.</param>
/// <param name="Arguments">Passed as they are: no shell reads them.</param>
public sealed record Command(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables set for the program, on top of the environment of the tests.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? WorkingFolder { get; init; }

    /// <summary>The same command as another user of the machine. Needs root; initdb and postgres refuse to run as root.</summary>
    public Command As(string user) =>
        this with { File = "setpriv", Arguments = ["--reuid", user, "--regid", user, "--init-groups", "--", File, .. Arguments] };

    /// <summary>The same command, killed by the kernel when the thread that starts it ends: a crashed test run leaves no server behind.</summary>
    /// <remarks>Linux only, elsewhere unchanged. Comes after <see cref="As"/>: a change of user clears the setting.</remarks>
    internal Command EndingWithItsParent()
    {
        if (!OperatingSystem.IsLinux())
            return this;

        return File == "setpriv"
            ? this with { Arguments = ["--pdeathsig", "KILL", .. Arguments] }
            : this with { File = "setpriv", Arguments = ["--pdeathsig", "KILL", "--", File, .. Arguments] };
    }

    /// <summary>Runs the program to its end.</summary>
    /// <param name="input">Written to its standard input, which is closed afterwards.</param>
    /// <param name="cancellationToken">Kills the program and what it started.</param>
    public async Task<CommandResult> RunAsync(string input = "", CancellationToken cancellationToken = default)
    {
        using var process = Process.Start(StartInfo())!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    internal ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(File, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingFolder ?? "",
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;

        return start;
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of its input: its exit code says what that means.
        }
    }
}
