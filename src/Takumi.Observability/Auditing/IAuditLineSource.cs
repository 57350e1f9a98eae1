namespace Takumi.Observability.Auditing;

/// <summary>
/// A log whose durable lines can be read by whoever keeps a copy of it elsewhere. Each journal registers one in dependency injection. Thread safe.
/// Lines are read from where the log keeps them, not from a queue: a reader that is far behind costs the log nothing.
/// </summary>
public interface IAuditLineSource
{
    /// <summary>How many lines are durable: the sequence of the next one. 0 until the log is open; never less than before.</summary>
    long DurableCount { get; }

    /// <summary>The origin of the log. Completes when it is open.</summary>
    /// <exception cref="OperationCanceledException">The token ended the wait, or the log was closed before it was open.</exception>
    Task<string> GetOriginAsync(CancellationToken cancellationToken);

    /// <summary>Completes when the line with this sequence is durable, or when it will not be because the log was closed.</summary>
    /// <returns>Whether the line is durable.</returns>
    Task<bool> WaitForAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>Reads consecutive durable lines into a buffer, as many as it holds.</summary>
    /// <param name="sequence">The first line wanted. Where the log no longer keeps it, reading begins with the oldest line after it.</param>
    /// <param name="buffer">More than 16,384 bytes: the longest line and its LF. The lines returned lie in it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>No lines if none is durable from there on.</returns>
    /// <exception cref="IOException">The lines can't be read now.</exception>
    /// <exception cref="InvalidDataException">What stands there is not a line of this sequence: the log was altered under its writer.</exception>
    Task<AuditLines> ReadAsync(long sequence, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>The RFC 6962 leaf hash of a durable line, 32 bytes; null where the log has neither the line nor its hash any more.</summary>
    /// <exception cref="IOException">It can't be read now.</exception>
    Task<ReadOnlyMemory<byte>?> ReadLeafHashAsync(long sequence, CancellationToken cancellationToken);
}
