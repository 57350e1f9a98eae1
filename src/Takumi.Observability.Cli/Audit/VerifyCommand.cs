using System.CommandLine;
using Takumi.Observability.Cli.Postgres;
using Takumi.Observability.Cli.Requests;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit verify</c>: the verdicts on a journal, on the table that it was shipped to, or on evidence that was made from one.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("target") { Description = "The directory of a journal, or a file that 'prove', 'consistency' or 'bundle' wrote.", Arity = ArgumentArity.ZeroOrOne };
        var postgres = new Option<string?>("--postgres") { Description = "The connection string of a database that a journal was shipped to: its table is verified instead of the journal, where 'target', if given, is only the journal that notes who reads. A password is better given by PGPASSWORD or PGPASSFILE." };
        var schema = PostgresCommand.SchemaName();
        var keys = Inputs.Keys();
        var trusted = new Option<string[]>("--trusted") { Description = "File with a checkpoint held from elsewhere: an anchor's copy, a colleague's. May be repeated." };
        var origin = Inputs.Origin();
        var state = new Option<string?>("--state") { Description = "Directory that remembers the newest checkpoint seen of each log. Default: the user's state directory." };
        var noState = new Option<bool>("--no-state") { Description = "Remember nothing, and trust nothing remembered." };
        var json = new Option<bool>("--json") { Description = "Write the result as one JSON object." };
        var command = new Command("verify", "Says whether a journal was altered and whether it is complete. Exit code: 0 intact and proven, 1 broken or refuted, 2 unusable input, 3 not established.")
        {
            target, keys, trusted, origin, state, noState, json, postgres, schema,
        };
        command.Validators.Add(given =>
        {
            if (given.GetValue(target) is null && given.GetValue(postgres) is null)
                given.AddError("Give a target or --postgres.");
            if (given.GetValue(target) is { } path && given.GetValue(postgres) is not null && !Directory.Exists(path))
                given.AddError($"'{path}' is no directory; allowed beside --postgres: the journal that notes who reads the table.");
        });
        command.SetReadingAction(target, (parsed, cancellationToken) =>
        {
            var database = parsed.GetValue(postgres);
            var directory = parsed.GetValue(state) ?? CheckpointMemory.DefaultDirectory;
            var request = new VerifyRequest(
                parsed.GetValue(target) ?? "",
                parsed.GetRequiredValue(keys),
                parsed.GetValue(trusted) ?? [],
                parsed.GetValue(origin),
                // A table may be behind its journal: what was seen of the one is not demanded of the other.
                parsed.GetValue(noState) ? null : new CheckpointMemory(database is null ? directory : Path.Join(directory, "postgres")),
                parsed.GetValue(json));
            if (database is not null)
                return PostgresVerification.RunAsync(request, database, parsed.GetRequiredValue(schema), parsed.InvocationConfiguration, cancellationToken);
            return File.Exists(request.Target)
                ? EvidenceVerification.RunAsync(request, parsed.InvocationConfiguration, cancellationToken)
                : RunAsync(request, parsed.InvocationConfiguration, cancellationToken);
        }, postgres);
        return command;
    }

    private static async Task<int> RunAsync(VerifyRequest request, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        foreach (var path in request.Trusted.Where(path => IsInside(request.Target, path)))
            throw new UnusableAuditInputException($"'{path}' lies in the journal itself: what vouches for its completeness has to come from elsewhere.");

        var options = new AuditVerifierOptions
        {
            Keys = Inputs.ReadKeys(request.Keys),
            TrustedNotes = [.. request.Trusted.Select(path => new ReadOnlyMemory<byte>(File.ReadAllBytes(path)))],
            Origin = request.Origin,
        };
        var keys = Inputs.ParseKeys(request.Keys);
        var inventory = JournalInventory.Read(request.Target);
        var identity = LogIdentity.Find(inventory, options, keys, new NoteReader(keys, HandoverNote.Find(inventory, options.TrustedNotes)));
        var remembered = identity.Origin is { } found
            ? request.Memory?.Recall(found, handovers => new NoteReader(keys, HandoverNote.Find(inventory, [.. options.TrustedNotes, .. handovers]))) ?? []
            : [];
        options = new AuditVerifierOptions { Keys = options.Keys, TrustedNotes = [.. options.TrustedNotes, .. remembered], Origin = options.Origin };

        var verifier = new AuditVerifier(options);
        var result = await VerificationProgress.ShowAsync(
            invocation.Error, request.IsJson, progress => verifier.VerifyAsync(request.Target, progress, cancellationToken));
        var report = new VerifyReport(result, remembered.Count > 0);
        if (request.IsJson)
            await invocation.Output.WriteLineAsync(report.ToJson());
        else
            VerifyText.Write(report, request.Target, invocation.Output);
        if (report.IsWorthRemembering)
            request.Memory?.Remember(result); // last: where it can't be kept, the verdict has been told
        return report.ExitCode;
    }

    private static bool IsInside(string directory, string path)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(directory), Path.GetFullPath(path));
        return !Path.IsPathRooted(relative) && !relative.StartsWith("..", StringComparison.Ordinal);
    }
}
