namespace Takumi.Observability;

/// <summary>A journal that was added, in the order of the calls: its retention class, which also names its options; empty for the one without a class.</summary>
internal sealed record AuditJournalName(string Name)
{
    /// <summary>What the journal is called where a host shows several: its health check, and the label <c>journal</c> of its metrics.</summary>
    public static string Shown(string? retentionClass) => string.IsNullOrEmpty(retentionClass) ? "audit" : $"audit-{retentionClass}";
}
