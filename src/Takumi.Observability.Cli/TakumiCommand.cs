using System.CommandLine;
using System.CommandLine.Parsing;
using Takumi.Observability.Cli.Audit;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli;

/// <summary>The command <c>takumi</c>, and the one place where failures become exit codes.</summary>
internal static class TakumiCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, InvocationConfiguration invocation, CancellationToken cancellationToken = default)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await invocation.Error.WriteLineAsync(error.Message);
            await invocation.Error.WriteLineAsync($"See 'takumi{PathOf(parsed.CommandResult)} --help'.");
            return ExitCode.Unusable;
        }

        invocation.EnableDefaultExceptionHandler = false; // it would answer 1, which means "broken"
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (UnusableAuditInputException e)
        {
            return await RefuseAsync(invocation, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return await RefuseAsync(invocation, e.Message);
        }
        catch (OperationCanceledException)
        {
            await invocation.Error.WriteLineAsync("Interrupted: nothing is established.");
            return ExitCode.NotEstablished;
        }
        catch (Exception e) // a fault of this program must not look like a verdict on the journal
        {
            return await RefuseAsync(invocation, $"This program failed and says nothing of the journal: {e}");
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Observability for .NET services: the command line of Takumi.Observability.");
        root.Add(AuditCommand.Create());
        return root;
    }

    private static string PathOf(CommandResult result) => result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "";

    private static async Task<int> RefuseAsync(InvocationConfiguration invocation, string message)
    {
        await invocation.Error.WriteLineAsync(TerminalText.CleanLines(message));
        return ExitCode.Unusable;
    }
}
