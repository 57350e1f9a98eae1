using Takumi.Observability.Auditing;

namespace Takumi.Observability.Audit.Tests.Health;

/// <summary>Records as the audit log hands them to a sink.</summary>
internal static class Records
{
    public static AuditRecord Of(AuditEvent auditEvent) => new(AuditRecordId.New(), DateTimeOffset.UnixEpoch, "takumi-backend", null, default, default, auditEvent);
}
