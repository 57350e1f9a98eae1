namespace Takumi.Observability.Auditing;

/// <summary>
/// A place outside the journal's directory, better outside its machine, that remembers the newest checkpoint. What the anchor holds, nobody who takes
/// over the service can take back. Each anchor is called by one thread at a time, never on the path of a record.
/// </summary>
public interface IAuditAnchor
{
    /// <summary>A short fixed name: in logs, and the label <c>anchor</c> of the metrics.</summary>
    string Name { get; }

    /// <summary>The newest note kept for a log, whole; null if there is none. Throws when the anchor can't be asked now.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string origin, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a checkpoint and completes when that is certain. Anything thrown means "not certain": it is sent again, or a newer one is. They come in ascending order of size. One whose
    /// note has a line <c>next-key</c> hands the log over to another key; none of these is left out, and who keeps them beside the newest can follow the log from its first key.
    /// </summary>
    ValueTask StoreAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken);
}
