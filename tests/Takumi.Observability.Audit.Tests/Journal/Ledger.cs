namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>What callers were told of their records.</summary>
internal sealed class Ledger
{
    public Dictionary<string, long> Acknowledged { get; } = [];

    public HashSet<string> NotWritten { get; } = [];

    public HashSet<string> Unknown { get; } = [];

    public void Failed(AuditException exception) => (exception.Failure == AuditFailure.NotWritten ? NotWritten : Unknown).Add(exception.RecordId.ToString());
}
