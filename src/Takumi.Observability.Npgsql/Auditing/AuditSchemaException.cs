namespace Takumi.Observability.Auditing;

/// <summary>The tables of the audit trail can't be used as they are; the message says what to run.</summary>
internal sealed class AuditSchemaException(string message) : Exception(message);
