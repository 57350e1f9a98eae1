using Takumi.Observability.Auditing;

namespace Takumi.Observability.Audit.Tests.Checkpoints;

/// <summary>A copy of the journal elsewhere that holds as many records as a test says.</summary>
internal sealed class StandInCopy(string name) : IAuditCopy
{
    public string Name => name;

    public long Count { get; set; }

    public string? Asked { get; private set; }

    public long CountOf(string origin) => (Asked = origin, Count).Count;
}
