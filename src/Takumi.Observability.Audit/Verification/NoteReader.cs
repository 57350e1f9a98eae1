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
        reason = note.Check(keys) switch
        {
            NoteValidity.UnknownKey => "no given key signed it",
            NoteValidity.BadSignature => "the signature by a given key does not verify: it is forged or damaged",
            _ => null,
        };
        if (reason is not null)
            return false;
        if (!Checkpoint.TryParse(note.Text, out checkpoint))
            reason = "its text is no checkpoint";
        else if (origin is not null && checkpoint.Origin != origin)
            reason = $"it is of the log '{checkpoint.Origin}'";
        return reason is null;
    }
}
