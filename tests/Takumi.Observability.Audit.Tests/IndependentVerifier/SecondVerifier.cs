namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>
/// A verifier written from the package's README alone (sections Format and Verification), by somebody who did not know the first one's code. It uses nothing of the project.
/// </summary>
internal static class SecondVerifier
{
    internal enum Integrity { Intact, Broken, NotEstablished }

    internal enum Completeness { Proven, Refuted, NotEstablished }

    /// <param name="Fault">The first bad sequence.</param>
    /// <param name="Missing">The first missing sequence.</param>
    /// <param name="Torn">Whether there is a torn tail that no recovery has met.</param>
    /// <param name="Dropped">How many records were dropped by retention.</param>
    internal sealed record Verdict(Integrity Integrity, Completeness Completeness, long? Fault, long? Missing, bool Torn, int ExitCode, long Dropped = 0);

    internal static readonly Verdict Unusable = new(Integrity.NotEstablished, Completeness.NotEstablished, null, null, false, 2);

    public static Verdict Verify(string directory, string publicKeyPem, IReadOnlyList<byte[]> held, string? expectedOrigin = null)
    {
        if (SignerKey.FromPem(publicKeyPem) is not { } key)
            return Unusable;
        var journal = JournalDirectory.Read(directory);

        var heldNotes = held.Select(Note.Parse).OfType<Note>().ToList();
        var segments = new SegmentList(journal.Segments);
        var origin = expectedOrigin
            ?? heldNotes.FirstOrDefault()?.Origin
            ?? journal.Checkpoints.Where(note => TermsOf(note.Origin).HaveSigned(note)).MaxBy(note => note.Size)?.Origin
            ?? segments.Genesis?.Origin;
        var terms = TermsOf(origin);
        if (heldNotes.Count < held.Count || !heldNotes.All(Counts))
            return Unusable;

        List<Note> notes = [.. heldNotes, .. terms.Handovers, .. journal.Checkpoints.Where(Counts)];
        return segments.IsEmpty && notes.Count == 0 ? Unusable : Judge(segments, origin, notes, heldNotes);

        KeyTerms TermsOf(string? log) => new(key, heldNotes.Concat(journal.Handovers).Where(note => note.Origin == log));

        bool Counts(Note note) => note.Origin == origin && terms.HaveSigned(note);
    }

    private static Verdict Judge(SegmentList segments, string? origin, List<Note> notes, List<Note> held)
    {
        var covered = notes.Select(note => note.Size).DefaultIfEmpty(0).Max();
        var (leaves, signed) = LeafHashes.Find(segments, origin, notes);
        var walk = new LineWalk(segments, leaves, signed, covered, origin);
        walk.Go();

        var agreed = notes.Where(walk.Tree.Agrees).Select(note => note.Size).DefaultIfEmpty(0).Max();
        var said = walk.Good.Where(line => line.Sequence < agreed).Select(line => line.Record?.DroppedEnd(origin) ?? 0).DefaultIfEmpty(0).Max();
        var fault = EarlierFault(walk.Tree, signed, notes, held) ?? walk.Fault;
        var missing = said < segments.DroppedEnd ? said : walk.Missing;
        var hasUnknown = walk.Missing is not null && walk.Good.Any(line => line.Sequence >= signed && line.Sequence < covered);

        var integrity = fault is not null ? Integrity.Broken
            : covered == 0 || hasUnknown ? Integrity.NotEstablished
            : Integrity.Intact;
        var completeness = missing is not null ? Completeness.Refuted
            : held.Any(note => note.Size > 0 && walk.Tree.Agrees(note)) ? Completeness.Proven
            : Completeness.NotEstablished;
        var exitCode = (integrity, completeness) switch
        {
            (Integrity.Intact, Completeness.Proven) => 0,
            (Integrity.Broken, _) or (_, Completeness.Refuted) => 1,
            _ => 3,
        };
        return new Verdict(integrity, completeness, fault, missing, walk.Torn, exitCode, Math.Min(said, segments.DroppedEnd));
    }

    /// <summary>Step 8: a note that the lines don't agree with, although no line by itself is bad.</summary>
    private static long? EarlierFault(MerkleTree lines, long signed, List<Note> notes, List<Note> held)
    {
        if (notes.Where(note => note.Size <= lines.Size && !lines.Agrees(note)).MinBy(note => note.Size) is not { } wrong)
            return null;
        var isFork = notes.Any(note => note.Size >= wrong.Size && lines.Agrees(note));
        var agreed = (isFork ? held : notes).Where(note => note.Size < wrong.Size && lines.Agrees(note)).Select(note => note.Size).DefaultIfEmpty(0).Max();
        return isFork ? agreed : Math.Max(agreed, signed);
    }
}
