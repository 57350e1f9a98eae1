namespace Takumi.Observability.Testing.Servers;

/// <summary>Runs a program under strace: to see its system calls, or to make one of them fail.</summary>
public static class Strace
{
    private static readonly Executable s_program = new("strace", "strace");

    /// <summary>Runs a program, its threads and its children to their end.</summary>
    /// <param name="command">The program.</param>
    /// <param name="expressions">strace's <c>-e</c> values, for example <c>trace=fsync,pwrite64</c> or <c>inject=fsync:error=EIO:when=3</c>.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns>The program's own result (a death by signal n is exit code 128 + n) and one line for every traced call: <c>process-id call(arguments) = result</c>.</returns>
    public static async Task<(CommandResult Result, IReadOnlyList<string> Calls)> RunAsync(Command command, IReadOnlyList<string> expressions, CancellationToken cancellationToken = default)
    {
        var strace = s_program.Require();
        using var folder = new PrivateFolder();
        var trace = folder.Combine("trace");
        var traced = command with
        {
            File = strace,
            // -y shows a descriptor with its path, --seccomp-bpf leaves untraced calls at full speed.
            Arguments = ["-f", "-y", "--seccomp-bpf", "-o", trace, .. expressions.SelectMany(expression => new[] { "-e", expression }), "--", command.File, .. command.Arguments],
        };
        var result = await traced.RunAsync(cancellationToken: cancellationToken);
        return (result, await File.ReadAllLinesAsync(trace, cancellationToken));
    }
}
