namespace Takumi.Observability.Notes;

/// <summary>One signature line of a note. Name and id together name the key that is said to have made it.</summary>
internal sealed record NoteSignature(string KeyName, uint KeyId, ReadOnlyMemory<byte> Value);
