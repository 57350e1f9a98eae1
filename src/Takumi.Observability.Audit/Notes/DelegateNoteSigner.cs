namespace Takumi.Observability.Notes;

/// <summary>Signs by calling a key management service: the whole of <see cref="INoteSigner"/> for an ECDSA P-256 key, as one function.</summary>
public sealed class DelegateNoteSigner : INoteSigner
{
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> _sign;

    /// <param name="publicKeyPem">The public half, as PEM <c>PUBLIC KEY</c>.</param>
    /// <param name="sign">
    /// Signs the UTF-8 text it is given by ECDSA over SHA-256, and returns the signature in DER form; a service that returns r and s side by side (64 bytes) has to be converted.
    /// Called by one thread at a time.
    /// </param>
    /// <exception cref="FormatException">The text is no public key on the curve P-256.</exception>
    public DelegateNoteSigner(string publicKeyPem, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> sign)
    {
        ArgumentNullException.ThrowIfNull(sign);
        PublicKey = NoteKey.Parse(publicKeyPem).PublicKey;
        _sign = sign;
    }

    /// <inheritdoc/>
    public byte SignatureType => NoteKey.EcdsaType;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken) => _sign(text, cancellationToken);
}
