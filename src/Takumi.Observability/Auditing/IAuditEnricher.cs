namespace Takumi.Observability.Auditing;

/// <summary>
/// Adds to an audit event what the place it is recorded in knows, for example the caller of the current request. Registered in dependency injection; thread safe.
/// An enricher that throws is passed over, and told once: the event is recorded as it was.
/// </summary>
public interface IAuditEnricher
{
    /// <summary>Returns the event, or a copy with more in it. What the application has set is left alone.</summary>
    AuditEvent Enrich(AuditEvent auditEvent);
}
