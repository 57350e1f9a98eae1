using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Takumi.Observability.Pools;

/// <summary>
/// The connections of every pool of the process, whoever made its data source: Npgsql's own meter counts them, and is read when our gauges are.
/// A pool has its series from its first connection, or from the first reading, until its data source is disposed. Any number of threads.
/// </summary>
internal sealed class PoolGauges : IDisposable
{
    // The catalogue's limit for a label: further pools are added up under one name, so that the sum over all pools stays right.
    private const int MaxPools = 99;
    private const string Others = "other";

    // One collection reads three gauges a pool; Npgsql is asked once for all of them.
    private static readonly TimeSpan s_oneCollection = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Pool> _pools = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();
    private readonly TimeProvider _time;
    private readonly Action _exhausted;
    private readonly IDisposable _total;
    private long? _readAt;

    /// <param name="time">Measures how old a reading is.</param>
    /// <param name="exhausted">Called on the thread whose caller is about to be told that a pool is exhausted.</param>
    public PoolGauges(TimeProvider time, Action exhausted)
    {
        _time = time;
        _exhausted = exhausted;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Npgsql" && instrument.Name is "db.client.connection.count" or "db.client.connection.npgsql.pending_requests" or "db.client.connection.npgsql.timeouts" or "db.client.connection.npgsql.create_time")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>(OnMeasured);
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => PoolOf(tags));
        _listener.Start();
        _total = DatabaseMetrics.ObserveActiveConnections(() =>
        {
            Refresh();
            return _pools.Values.Sum(static pool => (long)pool.Active);
        });
        Refresh();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _total.Dispose();
        lock (_reading)
        {
            foreach (var pool in _pools.Values)
                pool.Dispose();
            _pools.Clear();
        }
    }

    private void Refresh()
    {
        lock (_reading)
        {
            if (_readAt is { } at && _time.GetElapsedTime(at) < s_oneCollection)
                return;

            foreach (var pool in _pools.Values)
                (pool.Active, pool.Idle, pool.IsThere) = (0, 0, false);
            _listener.RecordObservableInstruments();
            foreach (var (name, pool) in _pools)
            {
                if (!pool.IsThere && _pools.TryRemove(name, out _))
                    pool.Dispose();
            }

            _readAt = _time.GetTimestamp();
        }
    }

    private void OnMeasured(Instrument instrument, int value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (PoolOf(tags) is not { } pool)
            return;
        switch (instrument.Name)
        {
            case "db.client.connection.npgsql.timeouts":
                _exhausted();
                break;
            case "db.client.connection.npgsql.pending_requests":
                pool.ChangeWaiting(value);
                break;
            default:
                pool.IsThere = true;
                // Data sources of one database share a label: their connections add up.
                if (Tag(tags, "db.client.connection.state") == "used")
                    pool.Active += value;
                else
                    pool.Idle += value;
                break;
        }
    }

    private Pool? PoolOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Tag(tags, "db.client.connection.pool.name") is not { } dataSource)
            return null;
        var name = PoolName.Of(dataSource);
        if (_pools.TryGetValue(name, out var known))
            return known;
        lock (_reading)
        {
            name = _pools.Count < MaxPools ? name : Others;
            if (!_pools.TryGetValue(name, out known))
                _pools[name] = known = new Pool(name, Refresh) { IsThere = true };
            return known;
        }
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value as string;
        }

        return null;
    }
}
