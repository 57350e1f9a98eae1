using System.CommandLine;
using Takumi.Observability.Cli.Audit;
using Takumi.Observability.Format;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Requests;

/// <summary><c>takumi audit checkpoint</c>, <c>rotate</c> and whatever else only the owner of a journal can do: asks it to, and tells what it answered.</summary>
internal static class RequestCommand
{
    public static Command Checkpoint() => Create("checkpoint", "Asks the service to sign a checkpoint now.", "checkpoint");

    public static Command Rotate() => Create("rotate", "Asks the service to close the segment and begin the next.", "rotate");

    public static Command Hold() => Create("hold", "Asks the service to drop nothing from now on, for a reason such as a case number.", "hold", Reason());

    public static Command Release() => Create("release", "Asks the service to lift the hold for that reason; others stand.", "release", Reason());

    private static Argument<string> Reason() => new("reason") { Description = "What the hold is for; the same to place it and to lift it." };

    /// <param name="name">The command.</param>
    /// <param name="description">For its help.</param>
    /// <param name="what">The word of the request.</param>
    /// <param name="argument">What the word is about, if anything; becomes the request's <c>detail</c>.</param>
    public static Command Create(string name, string description, string what, Argument<string>? argument = null)
    {
        var command = Create(name, description, what, parsed => argument is null ? null : parsed.GetRequiredValue(argument));
        if (argument is not null)
            command.Add(argument);
        return command;
    }

    /// <inheritdoc cref="Create(string, string, string, Argument{string})"/>
    /// <param name="option">As the argument there, by name.</param>
    /// <param name="detail">What the request says of the option's value.</param>
    public static Command CreateFor(string name, string description, string what, Option<string> option, Func<string, string> detail)
    {
        var command = Create(name, description, what, parsed => detail(parsed.GetRequiredValue(option)));
        command.Add(option);
        return command;
    }

    private static Command Create(string name, string description, string what, Func<ParseResult, string?> detail)
    {
        var directory = Inputs.Directory();
        var requester = new Requester.Options();
        var patience = new PatienceOption(10);
        var command = new Command(name, $"{description} Exit code: 0 done, 2 refused, 3 not executed yet.") { directory };
        patience.AddTo(command);
        requester.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(directory), what, requester.Read(parsed), detail(parsed), patience.Read(parsed),
            parsed.InvocationConfiguration, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string directory, string what, Requester requester, string? detail, TimeSpan patience, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        var request = OwnerRequest.Send(directory, what, requester, detail);
        var owned = request.IsOwned();
        var answer = owned is false ? null : await request.WaitAsync(patience, cancellationToken);
        if (answer is null)
        {
            await invocation.Error.WriteLineAsync(request.IsGone
                ? $"The request is gone without an answer: somebody withdrew it, or the service executed it and was started anew. The journal then has a record of kind 'request' with the id {request.Id}."
                : $"{(owned is false ? "No service has the journal open" : $"No answer within {patience.TotalSeconds:0.###} s")}: the request waits in '{request.Path}' and is executed as soon as a service has the journal open. Removing the file withdraws it.");
            return ExitCode.NotEstablished;
        }

        var isDone = answer.Outcome == "done";
        await (isDone ? invocation.Output : invocation.Error).WriteLineAsync(TerminalText.Clean(Text(answer)));
        return isDone ? ExitCode.Good : ExitCode.Unusable;
    }

    private static string Text(RequestAnswer answer) => $"{answer.Outcome}, record {answer.Sequence}{(answer.Detail is { } detail ? $": {detail}" : "")}";
}
