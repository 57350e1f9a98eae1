using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Takumi.Observability.Format;

namespace Takumi.Observability.Sealing;

/// <summary>
/// A file of the key store: <c>{"key":"&lt;id&gt;","wrapped":"&lt;base64url&gt;"}</c>. What is wrapped is the key and the file's own name,
/// so that a file put in another's place is found out.
/// </summary>
internal sealed record WrappedKey(string KeyId, byte[] Wrapped)
{
    private const int LongestBytes = 4096;

    /// <param name="key">32 bytes.</param>
    /// <param name="name">The file's name in bytes, 16.</param>
    /// <param name="kek">Wraps it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<WrappedKey> WrapAsync(byte[] key, ReadOnlyMemory<byte> name, IKeyEncryptionKey kek, CancellationToken cancellationToken)
    {
        byte[] content = [.. key, .. name.Span];
        try
        {
            return new WrappedKey(SubjectKey.IdOf(key), await kek.WrapAsync(content, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>The key, which the caller wipes.</summary>
    /// <exception cref="CryptographicException">It was wrapped by another key, or for another name, or altered.</exception>
    public async ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> name, IKeyEncryptionKey kek, CancellationToken cancellationToken)
    {
        var content = await kek.UnwrapAsync(Wrapped, cancellationToken).ConfigureAwait(false);
        try
        {
            var isMine = content.Length == SubjectKey.KeyBytes + name.Length && content.AsSpan(SubjectKey.KeyBytes).SequenceEqual(name.Span)
                && SubjectKey.IdOf(content.AsSpan(0, SubjectKey.KeyBytes)) == KeyId;
            return isMine ? content[..SubjectKey.KeyBytes] : throw new CryptographicException("The wrapped key belongs to another file.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public byte[] ToBytes() => Encoding.ASCII.GetBytes($"{{\"key\":\"{KeyId}\",\"wrapped\":\"{Base64Url.EncodeToString(Wrapped)}\"}}");

    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static WrappedKey Parse(string path, byte[] bytes)
    {
        try
        {
            if (bytes.Length > LongestBytes)
                throw new FormatException($"it has {bytes.Length} bytes, {LongestBytes} are allowed");
            using var document = JsonDocument.Parse(bytes);
            var id = document.RootElement.GetProperty("key").GetString() ?? "";
            return TextForms.Fits(Encoding.UTF8.GetBytes(id), MemberType.Id)
                ? new WrappedKey(id, Base64Url.DecodeFromChars(document.RootElement.GetProperty("wrapped").GetString()))
                : throw new FormatException("its key id is none");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is no file of a key store: {e.Message}", e);
        }
    }
}
