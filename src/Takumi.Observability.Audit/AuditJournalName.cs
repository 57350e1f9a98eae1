namespace Takumi.Observability;

/// <summary>A journal that was added, in the order of the calls: its retention class, which also names its options; empty for the one without a class.</summary>
internal sealed record AuditJournalName(string Name);
