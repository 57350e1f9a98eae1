using System.Diagnostics;

namespace Takumi.Observability.Auditing;

/// <summary>An audit event with what the library adds to it. Immutable; what every sink is given.</summary>
/// <param name="Id">Random 128-bit id.</param>
/// <param name="Timestamp">UTC, to the millisecond.</param>
/// <param name="Service">Name of the service.</param>
/// <param name="Environment">Environment it runs in.</param>
/// <param name="TraceId">The trace that was current; default where none was.</param>
/// <param name="SpanId">The span that was current; default where none was.</param>
/// <param name="Event">The event, enriched, its metadata masked, and without the members that were classified as personal.</param>
public sealed record AuditRecord(
    AuditRecordId Id,
    DateTimeOffset Timestamp,
    string Service,
    string? Environment,
    ActivityTraceId TraceId,
    ActivitySpanId SpanId,
    AuditEvent Event)
{
    /// <summary>What was classified as personal, for the sink that seals it; null if there is nothing.</summary>
    internal PersonalMembers? Personal { get; init; }
}
