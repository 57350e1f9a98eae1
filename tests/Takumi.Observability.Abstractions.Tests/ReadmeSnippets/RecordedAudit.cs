using System.Collections.Concurrent;

namespace Takumi.Observability.Abstractions.Tests.ReadmeSnippets;

public sealed class RecordedAudit : IAuditLog
{
    public ConcurrentQueue<AuditEvent> Events { get; } = new();

    public ValueTask<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        Record(auditEvent);
        return ValueTask.FromResult(new AuditReceipt(AuditRecordId.New(), []));
    }

    public void Record(AuditEvent auditEvent) => Events.Enqueue(auditEvent);
}
