using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>Which log is verified, who says so, and the checkpoints of it that are held from outside.</summary>
internal sealed record LogIdentity(string? Origin, bool OnFirstSight, IReadOnlyList<AttestedNote> Held)
{
    /// <summary>The checkpoints that handed the log over: notes of the directory like others, and kept apart from them.</summary>
    public IReadOnlyList<AttestedNote> Handovers { get; private init; } = [];

    /// <exception cref="UnusableAuditInputException">A trusted note cannot be used, or those who name the log disagree.</exception>
    public static LogIdentity Find(JournalInventory inventory, AuditVerifierOptions options, IReadOnlyList<NoteKey> keys, NoteReader reader)
    {
        var held = options.TrustedNotes.Select(bytes => Hold(reader, bytes)).ToList();
        var given = options.Origin ?? keys.Select(k => k.Name).FirstOrDefault(n => n is not null) ?? held.FirstOrDefault()?.Checkpoint.Origin;
        if (given is not null && held.Find(n => n.Checkpoint.Origin != given) is { } stranger)
            throw new UnusableAuditInputException($"A trusted checkpoint is of the log '{stranger.Checkpoint.Origin}', not of '{given}'.");
        if (given is not null)
            return new LogIdentity(given, false, held) { Handovers = HandedOver(reader, given) };

        // A signed name is worth more than that in a record that anybody may have put there.
        var newest = new NoteShelf(inventory, reader, null, []).LargestInDirectory();
        var found = newest?.Checkpoint.Origin ?? GenesisRecord.OriginIn(inventory);
        return new LogIdentity(found, true, held) { Handovers = HandedOver(reader, found) };
    }

    private static List<AttestedNote> HandedOver(NoteReader reader, string? origin) => origin is null
        ? []
        : [.. reader.ChainOf(origin).Periods.Where(period => period.Handover is not null).Select(period => Hold(reader, period.Handover!.Value) with { IsHeld = false })];

    private static AttestedNote Hold(NoteReader reader, ReadOnlyMemory<byte> bytes)
    {
        if (!reader.TryRead(bytes.Span, null, out var checkpoint, out var reason))
            throw new UnusableAuditInputException($"A trusted checkpoint cannot be used: {reason}.");
        return new AttestedNote(checkpoint, true, bytes);
    }
}
