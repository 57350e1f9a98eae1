using System.Security.Cryptography;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>An ECDSA P-256 key that signs notes. It has no name of its own: it signs under the log's origin.</summary>
internal sealed class SignerKey : IEquatable<SignerKey>
{
    private const byte EcdsaType = 0x02;
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly byte[] _spki;

    private SignerKey(byte[] spki)
    {
        _spki = spki;
        Id = SHA256.HashData(spki)[..4];
    }

    public byte[] Id { get; }

    public static SignerKey? FromPem(string pem) => Create(key => key.ImportFromPem(pem));

    /// <summary>A C2SP verifier key: <c>name+id+base64 of type and key</c>.</summary>
    public static SignerKey? FromVerifierKey(string text, string name)
    {
        // Base64 may hold a plus itself.
        if (text.Split('+', 3) is not [var keyName, var id, var base64] || keyName != name)
            return null;
        if (CanonicalBase64.Decode(base64) is not { } bytes || bytes is not [EcdsaType, ..])
            return null;
        var key = Create(ecdsa =>
        {
            ecdsa.ImportSubjectPublicKeyInfo(bytes.AsSpan(1), out var read);
            if (read != bytes.Length - 1)
                throw new CryptographicException();
        });
        return key is not null && id == Convert.ToHexStringLower(key.Id) ? key : null;
    }

    public bool Verifies(byte[] text, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_spki, out _);
        return key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public bool Equals(SignerKey? other) => other is not null && _spki.AsSpan().SequenceEqual(other._spki);

    public override bool Equals(object? obj) => Equals(obj as SignerKey);

    public override int GetHashCode() => BitConverter.ToInt32(Id);

    private static SignerKey? Create(Action<ECDsa> import)
    {
        using var key = ECDsa.Create();
        try
        {
            import(key);
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256 ? new SignerKey(key.ExportSubjectPublicKeyInfo()) : null;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
