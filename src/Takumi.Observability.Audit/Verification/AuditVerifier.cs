using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>
/// Verifies the journal in a directory from its bytes alone: it shares the format with the writer and nothing else. The verdicts, the zones and
/// what they do not say are in the package's README under "Verification". Thread safe; a journal may be written to while it is verified.
/// </summary>
/// <example>
/// <code>
/// var verifier = new AuditVerifier(new AuditVerifierOptions { Keys = [File.ReadAllText("pub.pem")], TrustedNotes = [File.ReadAllBytes("anchor.note")] });
/// var result = await verifier.VerifyAsync("/var/lib/service/audit");
/// var proven = result is { Integrity: AuditIntegrity.Intact, Completeness: AuditCompleteness.Proven };
/// </code>
/// </example>
public sealed class AuditVerifier
{
    private readonly AuditVerifierOptions _options;
    private readonly IReadOnlyList<NoteKey> _keys;

    /// <exception cref="UnusableAuditInputException">There is no key, or a key cannot be read.</exception>
    public AuditVerifier(AuditVerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _keys = [.. options.Keys.Select(ParseKey)];
    }

    /// <summary>Verifies all records. Memory does not grow with the journal; segments are read in parallel.</summary>
    /// <param name="directory">The directory of the journal.</param>
    /// <param name="progress">Told about every 256 KiB read, from several threads.</param>
    /// <param name="cancellationToken">Ends the verification with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="UnusableAuditInputException">Nothing can be said: no journal, a file that cannot be read, a trusted checkpoint that is none of this log.</exception>
    public async Task<AuditVerification> VerifyAsync(
        string directory, IProgress<AuditVerificationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        try
        {
            return await Task.Run(() => RunAsync(directory, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableAuditInputException($"The journal in '{directory}' cannot be read: {e.Message}", e);
        }
    }

    private async Task<AuditVerification> RunAsync(string directory, IProgress<AuditVerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var inventory = JournalInventory.Read(directory);
        var reader = new NoteReader(_keys, HandoverNote.Find(inventory, _options.TrustedNotes));
        var identity = LogIdentity.Find(inventory, _options, _keys, reader);
        var notes = new NoteShelf(inventory, reader, identity.Origin, [.. identity.Held, .. identity.Handovers]);
        if (inventory.Segments.Count == 0 && notes.Largest == 0)
            throw new UnusableAuditInputException($"There is no journal in '{directory}': neither records nor a checkpoint that a given key signed.");

        var scan = new JournalScan(inventory, notes, identity.Origin, _options.MaxDegreeOfParallelism, Meter(progress, inventory.TotalBytes, false));
        await scan.RunAsync(cancellationToken).ConfigureAwait(false);
        var findings = scan.IsFlawed
            ? FaultLocator.Run(inventory, notes, identity.Origin, scan, Meter(progress, inventory.TotalBytes, true), cancellationToken)
            : scan.Findings;

        if (inventory.DroppedEnd > 0)
            findings.JudgeDropped(inventory.DroppedEnd, identity.Origin);
        return new AuditVerification
        {
            Origin = identity.Origin,
            OriginOnFirstSight = identity.OnFirstSight,
            Integrity = findings.Integrity(notes.Largest),
            Completeness = findings.Completeness(),
            Fault = findings.Fault,
            Missing = findings.Missing,
            Dropped = findings.Dropped,
            TornTail = findings.TornTail,
            Records = findings.Records,
            ProvenBelow = findings.Proven?.Size ?? 0,
            ClaimedBelow = findings.Claimed?.Size ?? 0,
            NewestNote = findings.Claimed?.Bytes,
            Keys = identity.Origin is { } origin ? reader.ChainOf(origin).Periods : [],
            RejectedNotes = notes.Rejected,
            Remarks = findings.Remarks,
        };
    }

    private static Action<long> Meter(IProgress<AuditVerificationProgress>? progress, long total, bool locating)
    {
        if (progress is null)
            return static _ => { };
        long read = 0;
        return bytes => progress.Report(new AuditVerificationProgress(Interlocked.Add(ref read, bytes), total, locating));
    }

    private static NoteKey ParseKey(string text)
    {
        try
        {
            return NoteKey.Parse(text);
        }
        catch (FormatException e)
        {
            throw new UnusableAuditInputException($"A key cannot be used: {e.Message}", e);
        }
    }
}
