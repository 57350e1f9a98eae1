namespace Takumi.Observability.Notes;

/// <summary>
/// Signs checkpoints: with a key in a file (<see cref="EcdsaNoteSigner"/>), or with one that never leaves a key management service.
/// </summary>
/// <remarks>Called by one thread at a time and away from the path of records. A failure delays the checkpoint; it loses no record.</remarks>
public interface INoteSigner
{
    /// <summary>The signature type of c2sp.org/signed-note. <c>takumi audit verify</c> verifies 0x02: ECDSA on P-256 over SHA-256.</summary>
    byte SignatureType { get; }

    /// <summary>The public key as that type defines it; for 0x02 the DER SubjectPublicKeyInfo. The same for the life of the signer.</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs the text of a note.</summary>
    /// <param name="text">UTF-8, as it is signed: the signer hashes it itself.</param>
    /// <param name="cancellationToken">Ends the wait for a remote signer.</param>
    /// <returns>For type 0x02 the DER form (<see cref="System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence"/>): .NET's default form verifies nowhere else.</returns>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken);
}
