using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Takumi.Observability.Notes;

/// <summary>
/// A public key that checks notes: a C2SP verifier key (<c>name+id+base64(type ‖ key)</c>) or a bare PEM, which has no name and is
/// matched by key id alone. Only ECDSA P-256 (type 0x02) is verified; keys of other types exist here for what signers of theirs are called.
/// </summary>
internal sealed class NoteKey
{
    /// <summary>ECDSA over SHA-256, the key as DER SubjectPublicKeyInfo, the signature as DER ECDSA-Sig-Value.</summary>
    public const byte EcdsaType = 0x02;

    private const string P256 = "1.2.840.10045.3.1.7";

    /// <param name="name">Null for a bare key.</param>
    /// <param name="type">The signature type of c2sp.org/signed-note.</param>
    /// <param name="publicKey">For type 0x02 the DER SubjectPublicKeyInfo.</param>
    /// <exception cref="ArgumentException">The name cannot stand in a note, or an ECDSA key is not on P-256.</exception>
    public NoteKey(string? name, byte type, ReadOnlyMemory<byte> publicKey)
    {
        if (FaultOf(name, type, publicKey.Span) is { } fault)
            throw new ArgumentException(fault);

        Name = name;
        Type = type;
        PublicKey = publicKey;
        Id = IdOf(name ?? "", type, publicKey.Span);
    }

    public string? Name { get; }

    public byte Type { get; }

    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>The first four bytes, big-endian, of a SHA-256: of the key alone for type 0x02, else of name, newline, type and key.</summary>
    public uint Id { get; }

    /// <summary>Reads what a key file holds: one PEM public key, or one verifier key.</summary>
    /// <exception cref="FormatException">It is neither; the message says what is allowed.</exception>
    public static NoteKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PemEncoding.TryFind(text, out var fields) ? ParsePem(text, fields) : ParseVerifierKey(text.Trim());
    }

    /// <summary>The key as a C2SP verifier key under <paramref name="name"/>.</summary>
    public string ToVerifierKey(string name) =>
        $"{name}+{IdOf(name, Type, PublicKey.Span):x8}+{Convert.ToBase64String([Type, .. PublicKey.Span])}";

    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", PublicKey.Span);

    /// <summary>Whether the signature line names this key and is of the type that we verify.</summary>
    public bool Made(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return Type == EcdsaType && signature.KeyId == Id && (Name is null || Name == signature.KeyName);
    }

    /// <summary>The same key under a name, if it has none of its own.</summary>
    public NoteKey Named(string name) => Name is null ? new NoteKey(name, Type, PublicKey) : this;

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (Type != EcdsaType)
            return false;
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
        return ecdsa.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    internal static bool IsName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || c == '+');

    private static NoteKey ParsePem(string text, PemFields fields)
    {
        var label = text[fields.Label];
        if (label != "PUBLIC KEY")
            throw new FormatException($"This PEM is a '{label}'; allowed: a 'PUBLIC KEY', which 'takumi audit key FILE' shows.");
        return Create(null, EcdsaType, Convert.FromBase64String(text[fields.Base64Data]));
    }

    private static NoteKey ParseVerifierKey(string text)
    {
        var parts = text.Split('+', 3);
        if (parts.Length != 3
            || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            || !StrictBase64.TryDecode(parts[2], out var blob)
            || blob.Length < 2)
        {
            throw new FormatException("A key is a PEM 'PUBLIC KEY' or a verifier key 'name+id+base64' with an id of 8 hexadecimal digits.");
        }

        if (blob[0] != EcdsaType)
            throw new FormatException($"The verifier key is of type 0x{blob[0]:x2}; only 0x02 (ECDSA P-256) is verified here.");

        var key = Create(parts[0], EcdsaType, blob.AsMemory(1));
        if (key.Id != id)
            throw new FormatException($"The verifier key says id {id:x8}, its key has {key.Id:x8}.");
        return key;
    }

    private static NoteKey Create(string? name, byte type, ReadOnlyMemory<byte> publicKey) =>
        FaultOf(name, type, publicKey.Span) is { } fault ? throw new FormatException(fault) : new NoteKey(name, type, publicKey);

    private static string? FaultOf(string? name, byte type, ReadOnlySpan<byte> publicKey)
    {
        if (name is not null && !IsName(name))
            return $"'{name}' cannot name a key: a name has at least one character, no white space and no plus.";
        if (type == EcdsaType && !IsP256(publicKey))
            return "The public key is not an ECDSA key on the curve P-256 in SubjectPublicKeyInfo form.";
        return null;
    }

    private static uint IdOf(string name, byte type, ReadOnlySpan<byte> publicKey)
    {
        var hash = SHA256.HashData(type == EcdsaType ? publicKey : [.. Encoding.UTF8.GetBytes(name), (byte)'\n', type, .. publicKey]);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    private static bool IsP256(ReadOnlySpan<byte> publicKey)
    {
        try
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return read == publicKey.Length && ecdsa.ExportParameters(false).Curve.Oid.Value == P256;
        }
        catch (Exception unusable) when (unusable is CryptographicException or PlatformNotSupportedException) // the latter for a curve that nobody knows
        {
            return false;
        }
    }
}
