using System.Security.Cryptography;
using Takumi.Observability.Sealing;

namespace Takumi.Observability.Audit.Tests.Sealing;

/// <summary>A key-encryption key as a key management service would have it: it can be away.</summary>
internal sealed class MemoryKek : IKeyEncryptionKey
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private int _calls;

    public bool IsAway { get; set; }

    /// <summary>Holds every call up until it completes, whatever becomes of the caller.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Calls that were begun.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public async ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await Gate;
        using var aes = Aes();
        return aes.EncryptKeyWrapPadded(content.Span);
    }

    public async ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await Gate;
        using var aes = Aes();
        return aes.DecryptKeyWrapPadded(wrapped.Span);
    }

    private Aes Aes()
    {
        if (IsAway)
            throw new HttpRequestException("the key service is away");
        var aes = System.Security.Cryptography.Aes.Create();
        aes.SetKey(_key);
        return aes;
    }
}
