namespace Takumi.Observability.Auditing;

/// <summary>A place where audit records are kept durably. Registered in dependency injection; thread safe.</summary>
public interface IAuditSink
{
    /// <summary>Completes when the record is on stable storage.</summary>
    /// <returns>Where the record is kept.</returns>
    /// <exception cref="AuditException">The record could not be kept; the exception says whether it may exist all the same.</exception>
    ValueTask<AuditPosition> WriteAsync(AuditRecord record, CancellationToken cancellationToken);

    /// <summary>Takes the record without waiting. Never blocks, never throws.</summary>
    /// <returns>False when it could not be taken: the sink has counted the loss.</returns>
    bool TryWrite(AuditRecord record);
}
