using System.Buffers.Text;
using System.Security.Cryptography;

namespace Takumi.Observability.Sealing;

/// <summary>
/// A key-encryption key in a file: AES-256 key wrap with padding (RFC 5649, NIST SP 800-38F KWP). The file holds 32 random bytes, or their base64
/// text, for example of <c>openssl rand -base64 32</c>. Thread safe.
/// </summary>
public sealed class FileKeyEncryptionKey : IKeyEncryptionKey
{
    private const int KeyBytes = 32;
    private const UnixFileMode Forbidden =
        UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly byte[] _key;

    /// <summary>Reads the key.</summary>
    /// <exception cref="InvalidOperationException">The file isn't there, is open to others than its owner and the reading group, or holds no such key.</exception>
    public FileKeyEncryptionKey(string path)
        : this(path, "The key-encryption key")
    {
    }

    /// <param name="path">The file.</param>
    /// <param name="setting">What names it, for messages.</param>
    internal FileKeyEncryptionKey(string path, string setting)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new InvalidOperationException($"{setting} '{path}' does not exist; allowed: a file with 32 random bytes or their base64.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Forbidden) is var open and not UnixFileMode.None)
            throw new InvalidOperationException($"{setting} '{path}' is open to others ({open}); allowed: mode 0600, 0400, 0640 or 0440.");
        _key = Parse(File.ReadAllBytes(path))
            ?? throw new InvalidOperationException($"{setting} '{path}' holds no key; allowed: 32 random bytes or their base64.");
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var aes = Create();
        return ValueTask.FromResult(aes.EncryptKeyWrapPadded(content.Span));
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        using var aes = Create();
        return ValueTask.FromResult(aes.DecryptKeyWrapPadded(wrapped.Span));
    }

    private Aes Create()
    {
        var aes = Aes.Create();
        aes.SetKey(_key);
        return aes;
    }

    private static byte[]? Parse(byte[] content)
    {
        if (content.Length == KeyBytes)
            return content;
        var text = content.AsSpan().Trim(" \t\r\n"u8);
        var key = new byte[KeyBytes];
        var isKey = text.Length == Base64.GetMaxEncodedToUtf8Length(KeyBytes)
            && Base64.DecodeFromUtf8(text, key, out _, out var written) == System.Buffers.OperationStatus.Done && written == KeyBytes;
        CryptographicOperations.ZeroMemory(content);
        return isKey ? key : null;
    }
}
