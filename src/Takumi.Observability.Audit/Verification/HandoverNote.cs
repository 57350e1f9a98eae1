using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>A note that says of itself that it hands the log over to another key. What that is worth is for <see cref="KeyChain"/> to say.</summary>
internal sealed record HandoverNote(Checkpoint Checkpoint, SignedNote Note, NoteKey Next, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Those among the held notes, and those that the directory keeps; ascending by size, held ones first.</summary>
    public static IReadOnlyList<HandoverNote> Find(JournalInventory inventory, IEnumerable<ReadOnlyMemory<byte>> held)
    {
        var stored = inventory.HandoverSizes
            .Select(size => (Size: size, Note: Parse(NoteShelf.ReadBounded(inventory.Layout.Handover(size)))))
            .Where(file => file.Note?.Checkpoint.Size == file.Size)
            .Select(file => file.Note);
        return [.. held.Select(Parse).Concat(stored).OfType<HandoverNote>().OrderBy(note => note.Checkpoint.Size)];
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
