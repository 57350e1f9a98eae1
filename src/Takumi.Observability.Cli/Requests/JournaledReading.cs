using System.CommandLine;
using Takumi.Observability.Cli.Postgres;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Requests;

/// <summary>
/// Reading is an event as well: before a command shows anything of a journal it asks the owner to write down who reads what, for whom. It says so when
/// that is not possible, and reads all the same, unless told otherwise: who may read the files needs no leave from this program.
/// </summary>
internal static class JournaledReading
{
    /// <summary>Sets what a command does that reads the journal in <paramref name="directory"/>, and adds the options that go with it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="directory">The journal, or evidence that was made from one.</param>
    /// <param name="action">Reads.</param>
    /// <param name="database">The connection string of a database that is read instead. The journal is then the one that notes it, and gets to know no password.</param>
    public static void SetReadingAction(this Command command, Argument<string> directory, Func<ParseResult, CancellationToken, Task<int>> action, Option<string?>? database = null)
    {
        var requester = new Requester.Options();
        var required = new Option<bool>("--require-journaled") { Description = "Read nothing unless the service has journaled who reads." };
        var patience = new PatienceOption(5);
        requester.AddTo(command);
        command.Add(required);
        patience.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetValue(directory);
            if (File.Exists(target)) // evidence on its own is nobody's journal
                return await action(parsed, cancellationToken);
            var text = Text(parsed, database is null ? null : parsed.GetValue(database));
            var obstacle = target is null
                ? "a table notes nothing; given beside --postgres, the directory of its journal does"
                : await JournalAsync(target, requester.Read(parsed), text, parsed.GetValue(required), patience.Read(parsed), cancellationToken);
            if (obstacle is not null)
            {
                if (parsed.GetValue(required))
                    throw new UnusableAuditInputException($"Nothing is read, as it would not be journaled: {obstacle}.");
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"not journaled: {obstacle}");
            }

            return await action(parsed, cancellationToken);
        });
    }

    /// <summary>What kept the reading from being journaled; null if it is.</summary>
    private static async Task<string?> JournalAsync(string directory, Requester requester, string command, bool required, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var request = OwnerRequest.Send(directory, "read", requester, command);
            var owned = request.IsOwned();
            var answer = owned is false ? null : await request.WaitAsync(patience, cancellationToken);
            if (answer is not null)
                return answer.Outcome == "done" ? null : $"the service answered '{answer.Outcome}', {answer.Detail}";
            if (request.IsGone)
                return "the request is gone without an answer: it was withdrawn, or the service was started anew";
            if (required)
                request.Withdraw();
            var why = owned is false ? "no service has the journal open" : $"the service did not answer within {patience.TotalSeconds:0.###} s";
            return required ? why : $"{why}; the request waits for its next start";
        }
        catch (Exception e) when (e is UnusableAuditInputException or IOException or UnauthorizedAccessException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    /// <summary>The command as it was given, as far as a request can hold it, with the place of a database for its connection string.</summary>
    private static string Text(ParseResult parsed, string? connectionString)
    {
        const int most = 1000;
        var text = string.Join(' ', parsed.Tokens.Skip(1).Select(token => token.Value == connectionString ? AuditTableReader.PlaceOf(connectionString) : token.Value));
        if (text.Length <= most)
            return text;
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return $"{text[..end]}…";
    }
}
