using Takumi.Observability.Notes;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>A journal and its newest checkpoint that a given key signed: what proofs are made from.</summary>
internal sealed class SignedJournal
{
    private SignedJournal(JournalInventory inventory, NoteShelf notes, AttestedNote newest)
    {
        Inventory = inventory;
        Notes = notes;
        Newest = newest;
        Tree = new LeafTree(inventory);
    }

    public JournalInventory Inventory { get; }

    public NoteShelf Notes { get; }

    public AttestedNote Newest { get; }

    public LeafTree Tree { get; }

    /// <returns>Null if no checkpoint can be proven against.</returns>
    public static SignedJournal? Open(string directory, IReadOnlyList<NoteKey> keys, string? origin)
    {
        var inventory = JournalInventory.Read(directory);
        if (inventory.Segments.Count == 0)
            throw new UnusableAuditInputException($"There is no journal in '{directory}'.");
        var reader = new NoteReader(keys, HandoverNote.Find(inventory, []));
        origin ??= new NoteShelf(inventory, reader, null, []).LargestInDirectory()?.Checkpoint.Origin;
        var notes = new NoteShelf(inventory, reader, origin, []);
        return notes.LargestInDirectory() is { } newest ? new SignedJournal(inventory, notes, newest) : null;
    }
}
