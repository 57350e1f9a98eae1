namespace Takumi.Observability.Storage;

/// <summary>An open file; see <see cref="IDisk"/>. Used by one thread at a time.</summary>
internal interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the buffer from the offset as far as the file goes and returns how far. What is read need not be durable.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes at the offset or throws, and then any part may have been written. Nothing is durable.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>
    /// All that was written to this file, and its length, is durable. After a failure nothing is known, and a second call that succeeds means
    /// nothing: the kernel has marked the pages clean. The file must then be cut back to what was durable before.
    /// </summary>
    void Sync();

    /// <summary>Cuts or extends to a length. Durable after <see cref="Sync"/>.</summary>
    void SetLength(long length);
}
