using System.Globalization;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>
/// Which keys may sign a log at which size: those that the verifier was given, and those that they handed the log over to. A key that was replaced signs nothing after
/// that, a new one nothing before it. The rules are those of the README, "Keys" under "What a verifier does".
/// </summary>
internal sealed class KeyChain
{
    private readonly List<Link> _links;

    private KeyChain(IEnumerable<NoteKey> given) => _links = [.. given.Select(key => new Link(key))];

    public IReadOnlyList<AuditKeyPeriod> Periods => [.. _links.Select(link => new AuditKeyPeriod(
        link.Key.Id.ToString("x8", CultureInfo.InvariantCulture), link.Key.ToVerifierKey(link.Key.Name!), link.From, link.Until == long.MaxValue ? null : link.Until, link.Handover))];

    /// <param name="origin">The log.</param>
    /// <param name="given">The keys that are trusted from the start.</param>
    /// <param name="handovers">Ascending by size; those of other logs are passed over.</param>
    public static KeyChain Of(string origin, IEnumerable<NoteKey> given, IEnumerable<HandoverNote> handovers)
    {
        var chain = new KeyChain(given.Select(key => key.Named(origin)).Where(key => key.Name == origin).DistinctBy(key => Convert.ToHexString(key.PublicKey.Span)));
        foreach (var handover in handovers.Where(note => note.Checkpoint.Origin == origin))
            chain.Follow(handover);
        return chain;
    }

    public IReadOnlyList<NoteKey> At(long size) => [.. _links.Where(link => link.SignsAt(size)).Select(link => link.Key)];

    /// <summary>Why a note that none of the keys signed that may is none; null where no known key is named at all.</summary>
    public string? WhyNot(SignedNote note, long size)
    {
        var link = _links.Find(link => note.Signatures.Any(link.Key.Made));
        if (link is null)
            return null;
        return size > link.Until
            ? $"it is over {size} records, and the key that signed it was replaced at {link.Until}"
            : $"it is over {size} records, and the key that signed it signs from {link.From} on";
    }

    private void Follow(HandoverNote handover)
    {
        var size = handover.Checkpoint.Size;
        var next = _links.Find(link => link.IsOf(handover.Next)) ?? new Link(handover.Next);
        if (next.Until != long.MaxValue || next.Handover is not null)
            return;
        // Replaced at this very size it still signs here, but has nothing left to hand over.
        var old = _links.Where(link => link != next && link.Until == long.MaxValue && link.SignsAt(size) && handover.Note.Signatures.Any(link.Key.Made)).ToList();
        var isKnown = _links.Contains(next);
        if (old.Count == 0 && !isKnown)
            return;
        if (!SignedBy(handover.Note, next) || !old.TrueForAll(link => SignedBy(handover.Note, link)))
            return;

        foreach (var link in old)
            link.Until = size;
        next.From = size;
        next.Handover = handover.Bytes;
        if (!isKnown)
            _links.Add(next);
    }

    private static bool SignedBy(SignedNote note, Link link) => note.Check([link.Key]) == NoteValidity.Valid;

    private sealed class Link(NoteKey key)
    {
        public NoteKey Key { get; } = key;

        public long From { get; set; }

        public long Until { get; set; } = long.MaxValue;

        public ReadOnlyMemory<byte>? Handover { get; set; }

        public bool SignsAt(long size) => size >= From && size <= Until;

        public bool IsOf(NoteKey key) => Key.PublicKey.Span.SequenceEqual(key.PublicKey.Span);
    }
}
