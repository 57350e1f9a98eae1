using Takumi.Observability.Notes;

namespace Takumi.Observability.Checkpoints;

/// <summary>A note in a file that can be read; who signed it is what it claims.</summary>
internal sealed record StoredNote(Checkpoint Checkpoint, IReadOnlyList<NoteSignature> Signatures, ReadOnlyMemory<byte> Bytes, string Path)
{
    /// <summary>Ids of the log's own keys under it; others are witnesses.</summary>
    public IEnumerable<uint> KeyIds => Signatures.Where(signature => signature.KeyName == Checkpoint.Origin).Select(signature => signature.KeyId);

    public static StoredNote? Parse(byte[]? bytes, string path) =>
        bytes is not null && SignedNote.TryParse(bytes, out var note, out _) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? new StoredNote(checkpoint, note.Signatures, bytes, path)
            : null;
}
