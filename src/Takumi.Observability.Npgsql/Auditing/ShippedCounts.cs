using System.Collections.Concurrent;

namespace Takumi.Observability.Auditing;

/// <summary>How far each log is in Postgres for certain: what retention asks before it drops a segment.</summary>
internal sealed class ShippedCounts : IAuditCopy
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public string Name => "postgres";

    public long CountOf(string origin) => _counts.GetValueOrDefault(origin);

    public void Set(string origin, long count) => _counts[origin] = count;
}
