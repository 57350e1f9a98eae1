using System.CommandLine;
using System.Text;
using Takumi.Observability.Cli.Evidence;
using Takumi.Observability.Cli.Requests;
using Takumi.Observability.Merkle;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit consistency</c>: a proof that the log was only ever continued between two of its sizes.</summary>
internal static class ConsistencyCommand
{
    public static Command Create()
    {
        var directory = Inputs.Directory();
        var first = new Argument<long>("a") { Description = "The smaller tree size: a number of records, at least 1." };
        var second = new Argument<long>("b") { Description = "The larger tree size." };
        var keys = Inputs.Keys();
        var origin = Inputs.Origin();
        var command = new Command("consistency", "Writes a proof that the log of B records begins with the log of A records, as JSON. 'verify' checks it.") { directory, first, second, keys, origin };
        command.SetReadingAction(directory, (parsed, _) => Task.FromResult(Run(
            parsed.GetRequiredValue(directory), parsed.GetRequiredValue(first), parsed.GetRequiredValue(second), parsed.GetRequiredValue(keys), parsed.GetValue(origin), parsed.InvocationConfiguration)));
        return command;
    }

    private static int Run(string directory, long first, long second, string[] keys, string? origin, InvocationConfiguration invocation)
    {
        if (first < 1 || second < first)
            throw new UnusableAuditInputException($"Sizes {first} and {second} cannot be used: 1 ≤ A ≤ B is needed.");
        var journal = SignedJournal.Open(directory, Inputs.ParseKeys(keys), origin);
        if (journal is null || second > journal.Newest.Size)
        {
            invocation.Error.WriteLine($"No checkpoint that a given key signed covers {second} records yet.");
            return ExitCode.NotEstablished;
        }

        var (a, b) = (Head(journal, first), Head(journal, second));
        var path = MerkleProof.Consistency(first, second, journal.Tree.RootOf);
        var proof = new ConsistencyProof
        {
            Format = ConsistencyProof.FormatName,
            Origin = journal.Newest.Checkpoint.Origin,
            First = a,
            Second = b,
            Path = [.. path.Select(h => h.ToBase64())],
        };
        if (new[] { a, b }.FirstOrDefault(head => IsContradicted(journal, head)) is { } contradicted)
        {
            invocation.Error.WriteLine($"The first {contradicted.Size} records are not what their checkpoint signed; 'verify' says more.");
            return ExitCode.Bad;
        }

        invocation.Output.Write(proof.ToText());
        return ExitCode.Good;
    }

    private static ConsistencyProof.Head Head(SignedJournal journal, long size)
    {
        var note = journal.Notes.Between(size - 1, size).FirstOrDefault();
        return new ConsistencyProof.Head(size, journal.Tree.RootOf(0, size).ToBase64(), note is null ? null : Encoding.UTF8.GetString(note.Bytes.Span));
    }

    private static bool IsContradicted(SignedJournal journal, ConsistencyProof.Head head) =>
        journal.Notes.Between(head.Size - 1, head.Size).Any(note => note.Checkpoint.Root != ConsistencyProof.Hash(head.Root));
}
