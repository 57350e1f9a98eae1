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
        return CanonicalBase64.Decode(parts[2]) is { Length: > KeyIdBytes } bytes ? new NoteSignature(name, bytes[..KeyIdBytes], bytes[KeyIdBytes..]) : null;
    }
}
