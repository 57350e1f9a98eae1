using System.Security.Cryptography;

namespace Takumi.Observability.Sealing;

/// <summary>
/// The key that wraps the keys of persons, for example one in a key management service; <see cref="FileKeyEncryptionKey"/> is the one in a file. Asked once for
/// each person and start of the service, not for each record. Thread safe.
/// </summary>
public interface IKeyEncryptionKey
{
    /// <summary>Encrypts and authenticates.</summary>
    /// <param name="content">48 bytes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is written then.</param>
    /// <returns>At most 2,048 bytes.</returns>
    ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Gives back what <see cref="WrapAsync"/> was given.</summary>
    /// <exception cref="CryptographicException">This key did not wrap it, or it was altered.</exception>
    ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken);
}
