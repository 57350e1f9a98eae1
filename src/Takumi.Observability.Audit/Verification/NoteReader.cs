using System.Diagnostics.CodeAnalysis;
using Takumi.Observability.Notes;

namespace Takumi.Observability.Verification;

/// <summary>Decides which bytes are a checkpoint that one of the given keys signed.</summary>
internal sealed class NoteReader(IReadOnlyList<NoteKey> keys)
{
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
        var name = checkpoint.Origin;
        reason = note.Check([.. keys.Select(k => k.Named(name))]) switch
        {
            NoteValidity.UnknownKey => "no given key signed it",
            NoteValidity.BadSignature => "the signature by a given key does not verify: it is forged or damaged",
            _ when origin is not null && name != origin => $"it is of the log '{name}'",
            _ => null,
        };
        return reason is null;
    }
}
