namespace Takumi.Observability;

/// <summary>What <see cref="IAuditLog.RecordAsync"/> answers. Thread safe.</summary>
/// <param name="RecordId">The record's own id.</param>
/// <param name="Positions">Where each durable sink keeps the record; empty when none is registered and the logger alone took it.</param>
public sealed record AuditReceipt(AuditRecordId RecordId, IReadOnlyList<AuditPosition> Positions)
{
    /// <summary>Whether the record is on stable storage. That it is attested by a signed checkpoint is another, later matter.</summary>
    public bool IsDurable => Positions.Count > 0;
}
