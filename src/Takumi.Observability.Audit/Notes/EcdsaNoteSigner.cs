using System.Security.Cryptography;

namespace Takumi.Observability.Notes;

/// <summary>Signs with an ECDSA P-256 private key held in memory.</summary>
public sealed class EcdsaNoteSigner : INoteSigner, IDisposable
{
    private readonly ECDsa _key;

    /// <summary>Signs with <paramref name="key"/>, which the signer owns from now on.</summary>
    /// <exception cref="ArgumentException">The key is not on the curve P-256.</exception>
    public EcdsaNoteSigner(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        PublicKey = new NoteKey(null, NoteKey.EcdsaType, key.ExportSubjectPublicKeyInfo()).PublicKey;
    }

    /// <inheritdoc/>
    public byte SignatureType => NoteKey.EcdsaType;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Reads an unencrypted private key in PEM (<c>PRIVATE KEY</c> or <c>EC PRIVATE KEY</c>).</summary>
    /// <exception cref="ArgumentException">The text holds no such key, or the key is not on P-256.</exception>
    public static EcdsaNoteSigner FromPem(string pem) => Import(key => key.ImportFromPem(pem));

    /// <summary>Reads an encrypted private key in PEM (<c>ENCRYPTED PRIVATE KEY</c>, PKCS #8).</summary>
    /// <exception cref="ArgumentException">The text holds no such key, or the key is not on P-256.</exception>
    /// <exception cref="CryptographicException">The password is wrong.</exception>
    public static EcdsaNoteSigner FromEncryptedPem(string pem, string password) => Import(key => key.ImportFromEncryptedPem(pem, password));

    /// <inheritdoc cref="FromPem(string)"/>
    /// <remarks>For text that the caller wipes.</remarks>
    internal static EcdsaNoteSigner FromPem(char[] pem) => Import(key => key.ImportFromPem(pem));

    /// <inheritdoc cref="FromEncryptedPem(string, string)"/>
    /// <remarks>For text that the caller wipes.</remarks>
    internal static EcdsaNoteSigner FromEncryptedPem(char[] pem, string password) => Import(key => key.ImportFromEncryptedPem(pem, password));

    /// <summary>Reads an unencrypted private key in PKCS #8 DER.</summary>
    /// <exception cref="CryptographicException">The bytes are none.</exception>
    /// <exception cref="ArgumentException">The key is not on P-256.</exception>
    internal static EcdsaNoteSigner FromPkcs8(ReadOnlyMemory<byte> bytes) => Import(key => key.ImportPkcs8PrivateKey(bytes.Span, out _));

    /// <summary>Makes a new key.</summary>
    public static EcdsaNoteSigner Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The private key as unencrypted PKCS #8 PEM: a secret.</summary>
    public string ExportPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        new(_key.SignData(text.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static EcdsaNoteSigner Import(Action<ECDsa> import)
    {
        var key = ECDsa.Create();
        try
        {
            import(key);
            return new EcdsaNoteSigner(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
