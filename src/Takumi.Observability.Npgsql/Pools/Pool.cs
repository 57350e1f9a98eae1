namespace Takumi.Observability.Pools;

/// <summary>The last known numbers of one pool, and its series.</summary>
internal sealed class Pool : IDisposable
{
    private readonly IDisposable[] _series;
    private int _waiting;

    /// <param name="name">The label.</param>
    /// <param name="refresh">Called before each reading.</param>
    public Pool(string name, Action refresh)
    {
        _series =
        [
            DatabaseMetrics.ObserveActiveConnections(name, () => Read(refresh, static pool => pool.Active)),
            DatabaseMetrics.ObserveIdleConnections(name, () => Read(refresh, static pool => pool.Idle)),
            DatabaseMetrics.ObserveWaitingCallers(name, () => Read(refresh, static pool => pool.Waiting)),
        ];
    }

    public int Active { get; set; }

    public int Idle { get; set; }

    /// <summary>Never below zero: who waited already when we began to count is not missed when he goes.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _waiting));

    /// <summary>Whether the last look found it.</summary>
    public bool IsThere { get; set; }

    public void ChangeWaiting(int by)
    {
        if (Interlocked.Add(ref _waiting, by) < 0)
            Interlocked.Increment(ref _waiting);
    }

    public void Dispose()
    {
        foreach (var series in _series)
            series.Dispose();
    }

    private long Read(Action refresh, Func<Pool, int> value)
    {
        refresh();
        return value(this);
    }
}
