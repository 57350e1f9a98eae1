using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>A note that says of itself that it hands the log over to another key. What that is worth is for <see cref="KeyChain"/> to say.</summary>
internal sealed record HandoverNote(Checkpoint Checkpoint, SignedNote Note, NoteKey Next, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Most bytes of handovers in a directory: a log that changed its key each day for two centuries has fewer, and whoever fills the directory must not fill the verifier's memory.</summary>
    private const long StoredBytes = 64 * 1024 * 1024;

    /// <summary>Those among the held notes, and those that the directory keeps; ascending by size, held ones first.</summary>
    /// <exception cref="UnusableAuditInputException">The directory keeps more than any log has.</exception>
    public static IReadOnlyList<HandoverNote> Find(JournalInventory inventory, IEnumerable<ReadOnlyMemory<byte>> held)
    {
        return [.. held.Select(Parse).OfType<HandoverNote>().Concat(Stored(inventory)).OrderBy(note => note.Checkpoint.Size)];
    }

    private static IEnumerable<HandoverNote> Stored(JournalInventory inventory)
    {
        long read = 0;
        foreach (var size in inventory.HandoverSizes)
        {
            var bytes = NoteShelf.ReadBounded(inventory.Layout.Handover(size));
            if ((read += bytes.Length) > StoredBytes)
                throw new UnusableAuditInputException($"'{inventory.Layout.Handovers}' holds more than {StoredBytes} bytes; allowed: a note for each change of the key.");
            if (Parse(bytes) is { } note && note.Checkpoint.Size == size)
                yield return note;
        }
    }

    private static HandoverNote? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!SignedNote.TryParse(bytes.Span, out var note, out _) || !Checkpoint.TryParse(note.Text, out var checkpoint) || checkpoint.NextKey is not { } text)
            return null;
        try
        {
            var next = NoteKey.Parse(text);
            return next.Name == checkpoint.Origin ? new HandoverNote(checkpoint, note, next, bytes) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
