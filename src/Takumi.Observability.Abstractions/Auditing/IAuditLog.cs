namespace Takumi.Observability;

/// <summary>The audit trail's two doors. Thread safe; resolved from dependency injection.</summary>
public interface IAuditLog
{
    /// <summary>Records an event and completes when every durable sink has it; with none registered, when the logger took it.</summary>
    /// <returns>A receipt, whose <see cref="AuditReceipt.IsDurable"/> says which of the two it was.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="auditEvent"/> is null.</exception>
    /// <exception cref="AuditException">A durable sink, or without one the logger, could not keep its promise; the exception says whether the record may exist all the same.</exception>
    ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default);

    /// <summary>Records an event as well as can be done without waiting: never blocks, never throws, is bounded, and what it loses is counted.</summary>
    void Record(AuditEvent auditEvent);
}
