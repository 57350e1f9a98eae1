using System.Security.Cryptography;

namespace Takumi.Observability.Audit.Tests.IndependentVerifier;

/// <summary>An ECDSA P-256 key that signs notes. It has no name of its own: it signs under the log's origin.</summary>
internal sealed class NoteKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;

    private NoteKey(ECDsa key)
    {
        _key = key;
        Id = SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..4];
    }

    public byte[] Id { get; }

    public static NoteKey? Parse(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256)
                return new NoteKey(key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
        }

        key.Dispose();
        return null;
    }

    public bool Verifies(byte[] text, byte[] signature) =>
        _key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _key.Dispose();
}
