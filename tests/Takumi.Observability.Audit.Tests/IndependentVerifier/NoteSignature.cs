namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>A signature line of a note: an em dash, the key's name, base64 of four bytes of key id and the signature.</summary>
internal sealed record NoteSignature(string KeyName, byte[] KeyId, byte[] Bytes)
{
    private const int KeyIdBytes = 4;

    public static NoteSignature? Parse(string line)
    {
        var parts = line.Split(' ');
        if (parts is not ["—", { Length: > 0 } name, _] || name.Any(letter => char.IsWhiteSpace(letter) || letter == '+'))
            return null;
        var bytes = new byte[parts[2].Length];
        return Convert.TryFromBase64String(parts[2], bytes, out var count) && count > KeyIdBytes
            ? new NoteSignature(name, bytes[..KeyIdBytes], bytes[KeyIdBytes..count])
            : null;
    }
}
