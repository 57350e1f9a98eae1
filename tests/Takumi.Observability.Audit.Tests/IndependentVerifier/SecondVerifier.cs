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
        using var key = NoteKey.Parse(publicKeyPem);
        if (key is null || JournalDirectory.Read(directory) is not { } journal)
            return Unusable;

        var heldNotes = held.Select(Note.Parse).OfType<Note>().ToList();
        var origin = expectedOrigin ?? heldNotes.FirstOrDefault()?.Origin ?? Newest(journal, key)?.Origin ?? GenesisOrigin(journal);
        if (heldNotes.Count < held.Count || !heldNotes.All(note => note.Origin == origin && note.IsSignedBy(key)))
            return Unusable;

        var notes = new List<Note>(heldNotes);
        foreach (var (namedSize, note) in journal.Notes)
        {
            if (note is not null && note.IsSignedBy(key) && note.Origin == origin && note.Size == namedSize)
                notes.Add(note);
        }

        return Judge(journal.Segments, origin, notes, heldNotes);
    }

    private static Note? Newest(JournalDirectory journal, NoteKey key) =>
        journal.Notes.Select(file => file.Note).OfType<Note>().Where(note => note.IsSignedBy(key)).MaxBy(note => note.Size);

    private static string? GenesisOrigin(JournalDirectory journal) =>
        journal.Segments is [{ First: 0, Lines: [var line, ..] }, ..] ? line.Record?.Origin : null;

    private static Verdict Judge(IReadOnlyList<Segment> segments, string? origin, List<Note> notes, List<Note> held)
    {
        var covered = notes.Select(note => note.Size).DefaultIfEmpty(0).Max();
        var (leaves, signed) = LeafHashes.Find(segments, origin, notes);
        var walk = new LineWalk(leaves, signed, covered, origin);
        walk.Go(segments);

        var fault = EarlierFault(walk.Tree, signed, notes, held) ?? walk.Fault;
        var integrity = fault is not null ? Integrity.Broken
            : covered == 0 || (walk.Missing is not null && walk.HasUnknownCovered) ? Integrity.NotEstablished
            : Integrity.Intact;
        var completeness = walk.Missing is not null ? Completeness.Refuted
            : held.Any(note => note.Size > 0 && walk.Tree.Agrees(note)) ? Completeness.Proven
            : Completeness.NotEstablished;
        var exitCode = (integrity, completeness) switch
        {
            (Integrity.Intact, Completeness.Proven) => 0,
            (Integrity.Broken, _) or (_, Completeness.Refuted) => 1,
            _ => 3,
        };
        return new Verdict(integrity, completeness, fault, walk.Missing, walk.Torn, exitCode);
    }

    /// <summary>Step 6: a note that the lines don't agree with, although no line by itself is bad.</summary>
    private static long? EarlierFault(MerkleTree lines, long signed, List<Note> notes, List<Note> held)
    {
        if (notes.Where(note => note.Size <= lines.Size && !lines.Agrees(note)).MinBy(note => note.Size) is not { } wrong)
            return null;
        var isFork = notes.Any(note => note.Size >= wrong.Size && lines.Agrees(note));
        var agreed = (isFork ? held : notes).Where(note => note.Size < wrong.Size && lines.Agrees(note)).Select(note => note.Size).DefaultIfEmpty(0).Max();
        return isFork ? agreed : Math.Max(agreed, signed);
    }
}
