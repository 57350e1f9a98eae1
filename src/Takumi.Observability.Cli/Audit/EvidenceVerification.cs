using System.CommandLine;
using System.Text;
using Takumi.Observability.Cli.Evidence;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>Checks a file that <c>prove</c>, <c>consistency</c> or <c>bundle</c> wrote, without the journal.</summary>
internal static class EvidenceVerification
{
    public static async Task<int> RunAsync(VerifyRequest request, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        if (request.Trusted.Count > 0 || request.IsJson)
            throw new UnusableAuditInputException("--trusted and --json are for journals: evidence carries its checkpoint and is checked by the key alone.");
        var bytes = await File.ReadAllBytesAsync(request.Target, cancellationToken);
        var notes = new NoteReader(Inputs.ParseKeys(request.Keys));
        var (exit, verdict) = Judge(bytes, notes, request.Origin, request.Target);
        await (exit == ExitCode.Good ? invocation.Output : invocation.Error).WriteLineAsync(TerminalText.CleanLines(verdict));
        return exit;
    }

    private static (int ExitCode, string Verdict) Judge(byte[] bytes, NoteReader notes, string? origin, string path)
    {
        if (bytes.AsSpan().StartsWith("PK"u8))
            return JudgeBundle(bytes, notes, origin);
        if (InclusionProof.TryParse(bytes, out var inclusion))
            return JudgeInclusion(inclusion, notes, origin);
        if (ConsistencyProof.Parse(bytes) is { } consistency)
            return JudgeConsistency(consistency, notes, origin);
        throw new UnusableAuditInputException($"'{path}' is neither a journal's directory nor a file that 'prove', 'consistency' or 'bundle' wrote.");
    }

    private static (int ExitCode, string Verdict) JudgeInclusion(InclusionProof proof, NoteReader notes, string? origin)
    {
        if (!notes.TryRead(proof.Note.Span, origin, out var checkpoint, out var reason))
            return Unsigned(reason);
        return proof.LeadsTo(checkpoint)
            ? (ExitCode.Good, $"Record {proof.Index} of {checkpoint.Origin} is what was signed, by the checkpoint over {checkpoint.Size} records:\n{Encoding.UTF8.GetString(proof.Line)}")
            : (ExitCode.Bad, $"The proof does not lead from record {proof.Index} to the checkpoint over {checkpoint.Size} records of {checkpoint.Origin}.");
    }

    private static (int ExitCode, string Verdict) JudgeConsistency(ConsistencyProof proof, NoteReader notes, string? origin)
    {
        if (!proof.Connects())
            return (ExitCode.Bad, $"The proof does not connect {proof.First.Size} records with {proof.Second.Size}.");
        foreach (var head in new[] { proof.First, proof.Second })
        {
            if (ConsistencyProof.NoteOf(head) is not { } note)
                return Unsigned($"no checkpoint over {head.Size} records is in it");
            if (!notes.TryRead(note, origin ?? proof.Origin, out var checkpoint, out var reason))
                return Unsigned(reason);
            if (checkpoint.Size != head.Size || checkpoint.Root != ConsistencyProof.Hash(head.Root))
                return (ExitCode.Bad, $"The checkpoint over {checkpoint.Size} records signs another tree than the proof's over {head.Size}.");
        }

        return (ExitCode.Good, $"{proof.Origin} of {proof.Second.Size} records begins with the {proof.First.Size} that were signed before.");
    }

    private static (int ExitCode, string Verdict) JudgeBundle(byte[] bytes, NoteReader notes, string? origin)
    {
        var bundle = EvidenceBundle.Read(new MemoryStream(bytes));
        if (!notes.TryRead(bundle.Note, origin, out var checkpoint, out var reason))
            return Unsigned(reason);
        return bundle.FaultAgainst(checkpoint) is { } fault
            ? (ExitCode.Bad, $"The bundle is not what was signed: {fault}.")
            : (ExitCode.Good, $"Records {bundle.Manifest.First} to {bundle.Manifest.End - 1} of {checkpoint.Origin} are what was signed, by the checkpoint over {checkpoint.Size} records; record {bundle.Manifest.Sequence} is one of them.");
    }

    private static (int ExitCode, string Verdict) Unsigned(string reason) => (ExitCode.NotEstablished, $"Nothing is established: {reason}.");
}
