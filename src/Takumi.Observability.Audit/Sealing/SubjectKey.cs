using System.Security.Cryptography;

namespace Takumi.Observability.Sealing;

/// <summary>One person's key, ready for use. Thread safe; once destroyed, it neither seals nor opens.</summary>
internal sealed class SubjectKey : IDisposable
{
    public const int KeyBytes = 32;
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    private const int IdBytes = 16;

    // AesGcm does not promise to be thread safe; records of one person rarely meet.
    private readonly Lock _gate = new();
    private readonly AesGcm _aes;
    private bool _destroyed;

    public SubjectKey(ReadOnlySpan<byte> key)
    {
        Id = IdOf(key);
        _aes = new AesGcm(key, TagBytes);
    }

    /// <summary>32 hexadecimal digits: the first half of the key's SHA-256.</summary>
    public string Id { get; }

    public static string IdOf(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, IdBytes));

    /// <summary>False if the key is destroyed.</summary>
    public bool TryEncrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        lock (_gate)
        {
            if (!_destroyed)
                _aes.Encrypt(nonce, plaintext, ciphertext, tag, associated);
            return !_destroyed;
        }
    }

    /// <summary>False if it is not what this key has sealed.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        lock (_gate)
        {
            if (_destroyed)
                return false;
            try
            {
                _aes.Decrypt(nonce, ciphertext, tag, plaintext, associated);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _destroyed = true;
            _aes.Dispose();
        }
    }
}
