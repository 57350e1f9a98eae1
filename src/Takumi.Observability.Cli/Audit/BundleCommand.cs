using System.CommandLine;
using System.Text;
using Takumi.Observability.Cli.Evidence;
using Takumi.Observability.Cli.Requests;
using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary><c>takumi audit bundle</c>: one file with all that somebody else needs to check a record without the journal.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var directory = Inputs.Directory();
        var sequence = Inputs.Sequence();
        var keys = Inputs.Keys();
        var origin = Inputs.Origin();
        var output = Inputs.Output();
        var command = new Command("bundle", "Writes evidence for a record and its segment into one zip file, which stands alone. 'verify' checks it.") { directory, sequence, keys, origin, output };
        var personalData = new PersonalDataOption();
        personalData.AddTo(command);
        command.SetReadingAction(directory, async (parsed, cancellationToken) => await RunAsync(
            parsed.GetRequiredValue(directory), parsed.GetRequiredValue(sequence), Inputs.ParseKeys(parsed.GetRequiredValue(keys)), parsed.GetValue(origin),
            await personalData.ReadAsync(parsed, parsed.GetRequiredValue(directory), cancellationToken), parsed.GetRequiredValue(output), parsed.InvocationConfiguration, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string directory, long sequence, IReadOnlyList<NoteKey> keys, string? origin, Func<byte[], byte[]>? open, string output, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        var journal = SignedJournal.Open(directory, keys, origin);
        var (exit, proof) = ProveCommand.Prove(journal, sequence, invocation.Error);
        if (exit != ExitCode.Good)
            return exit;

        var bundle = Collect(journal!, sequence, proof!, keys);
        if (bundle.FaultAgainst(journal!.Newest.Checkpoint) is { } fault)
        {
            await invocation.Error.WriteLineAsync($"No bundle is written: {fault}; 'verify' says more.");
            return ExitCode.Bad;
        }

        if (open is not null && JournalLines.Find(journal.Inventory, sequence) is { } line)
            bundle = bundle with { Opened = open(line) };
        using var zip = new MemoryStream();
        bundle.Write(zip);
        await Inputs.WriteNewAsync(output, zip.ToArray(), cancellationToken);
        await invocation.Error.WriteLineAsync($"{output}: records {bundle.Manifest.First} to {bundle.Manifest.End - 1} under the checkpoint over {bundle.Manifest.Size} records.");
        return ExitCode.Good;
    }

    private static EvidenceBundle Collect(SignedJournal journal, long sequence, InclusionProof proof, IReadOnlyList<NoteKey> keys)
    {
        var index = journal.Inventory.Segments.FindLastIndex(s => s.First <= sequence);
        var first = journal.Inventory.Segments[index].First;
        var (end, size) = (first, journal.Newest.Size);
        using var segment = new MemoryStream();
        foreach (var line in JournalLines.ReadSegment(journal.Inventory.Layout.Segment(first)).TakeWhile(_ => end < size)) // what comes after is not attested
        {
            segment.Write(line);
            segment.WriteByte((byte)'\n');
            end++;
        }

        var manifest = new BundleManifest
        {
            Format = BundleManifest.FormatName,
            Verifier = VerifierVersion.Text,
            Origin = journal.Newest.Checkpoint.Origin,
            Size = size,
            Sequence = sequence,
            First = first,
            End = end,
            Before = [.. journal.Tree.Range(0, first).Hashes.Select(h => h.ToBase64())],
            After = [.. journal.Tree.Range(end, size).Hashes.Select(h => h.ToBase64())],
        };
        return new EvidenceBundle(manifest, segment.ToArray(), journal.Newest.Bytes.ToArray(), Encoding.UTF8.GetBytes(proof.ToText()), [.. keys.Select(k => k.ToPem())]);
    }
}
