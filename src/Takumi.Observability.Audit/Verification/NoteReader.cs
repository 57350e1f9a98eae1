using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>Decides which bytes are a checkpoint that a key signed which may: one that was given, or one that the log was handed over to. Thread safe.</summary>
internal sealed class NoteReader(IReadOnlyList<NoteKey> keys, IReadOnlyList<HandoverNote> handovers)
{
    private readonly ConcurrentDictionary<string, KeyChain> _chains = new();

    /// <summary>For a note that stands alone.</summary>
    public NoteReader(IReadOnlyList<NoteKey> keys)
        : this(keys, [])
    {
    }

    /// <summary>The keys of a log.</summary>
    public KeyChain ChainOf(string origin) => _chains.GetOrAdd(origin, static (name, all) => KeyChain.Of(name, all.keys, all.handovers), (keys, handovers));

    public bool TryRead(ReadOnlySpan<byte> bytes, string? origin, [NotNullWhen(true)] out Checkpoint? checkpoint, [NotNullWhen(false)] out string? reason)
    {
        checkpoint = null;
        if (!SignedNote.TryParse(bytes, out var note, out reason))
            return false;
        if (!Checkpoint.TryParse(note.Text, out checkpoint) || !NoteKey.IsName(checkpoint.Origin))
        {
            reason = "its text is no checkpoint";
            return false;
        }

        // A checkpoint is signed under its origin's name, which is therefore the name of a key that came without one.
        var (name, size) = (checkpoint.Origin, checkpoint.Size);
        var chain = ChainOf(name);
        reason = note.Check(chain.At(size)) switch
        {
            NoteValidity.UnknownKey => chain.WhyNot(note, size) ?? "no given key signed it",
            NoteValidity.BadSignature => "the signature by a given key does not verify: it is forged or damaged",
            _ when origin is not null && name != origin => $"it is of the log '{name}'",
            _ => null,
        };
        return reason is null;
    }
}
