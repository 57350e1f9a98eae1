namespace Takumi.Observability.Testing.Servers;

/// <summary>What a program that ran to its end left behind.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>This result, when the program succeeded.</summary>
    /// <exception cref="InvalidOperationException">The exit code is not 0; the message holds what the program said.</exception>
    public CommandResult EnsureSuccess() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"Exit code {ExitCode}:{Environment.NewLine}{Error}{Output}");
}
