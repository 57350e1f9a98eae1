using System.CommandLine;
using Takumi.Observability.Cli.Evidence;
using Takumi.Observability.Cli.Requests;
using Takumi.Observability.Merkle;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit prove</c>: a proof that a record is in the log, which needs nothing but the log's public key to be checked.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var directory = Inputs.Directory();
        var sequence = Inputs.Sequence();
        var keys = Inputs.Keys();
        var origin = Inputs.Origin();
        var command = new Command("prove", "Writes a C2SP tlog-proof that a record is in the log, with the record in it. 'verify' checks it.") { directory, sequence, keys, origin };
        command.SetReadingAction(directory, (parsed, _) => Task.FromResult(Run(
            parsed.GetRequiredValue(directory), parsed.GetRequiredValue(sequence), parsed.GetRequiredValue(keys), parsed.GetValue(origin), parsed.InvocationConfiguration)));
        return command;
    }

    private static int Run(string directory, long sequence, string[] keys, string? origin, InvocationConfiguration invocation)
    {
        var journal = SignedJournal.Open(directory, Inputs.ParseKeys(keys), origin);
        var (exit, proof) = Prove(journal, sequence, invocation.Error);
        invocation.Output.Write(proof?.ToText());
        return exit;
    }

    /// <summary>Makes a proof and checks it; without <see cref="ExitCode.Good"/> there is none, and the reason was written.</summary>
    public static (int ExitCode, InclusionProof? Proof) Prove(SignedJournal? journal, long sequence, TextWriter error)
    {
        if (sequence < 0)
            throw new UnusableAuditInputException($"Sequence {sequence} cannot be used: records are counted from 0.");
        if (journal is null || sequence >= journal.Newest.Size)
        {
            error.WriteLine($"No checkpoint that a given key signed covers record {sequence} yet.");
            return (ExitCode.NotEstablished, null);
        }

        var line = JournalLines.Find(journal.Inventory, sequence)
            ?? throw new UnusableAuditInputException(JournalLines.WhyMissing(journal.Inventory, sequence));
        var path = MerkleProof.Inclusion(sequence, journal.Newest.Size, journal.Tree.RootOf);
        var proof = new InclusionProof(sequence, line, path, journal.Newest.Bytes);
        if (proof.LeadsTo(journal.Newest.Checkpoint))
            return (ExitCode.Good, proof);
        error.WriteLine($"Record {sequence} is not what the checkpoint over {journal.Newest.Size} records signed; 'verify' says more.");
        return (ExitCode.Bad, null);
    }
}
