namespace Takumi.Observability;

/// <summary>Connections and commands of a relational database. Fed by Takumi.Observability.Npgsql. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class DatabaseMetrics
{
    /// <summary>Database connections in use, of all pools.</summary>
    [ObservableGauge("db.active_connections", Unit = "{connection}")]
    public static partial IDisposable ObserveActiveConnections(Func<long> connections);

    /// <summary>Database connections in use.</summary>
    [ObservableGauge("db.connections.active", Unit = "{connection}")]
    public static partial IDisposable ObserveActiveConnections(string pool, Func<long> connections);

    /// <summary>Database connections open and free.</summary>
    [ObservableGauge("db.connections.idle", Unit = "{connection}")]
    public static partial IDisposable ObserveIdleConnections(string pool, Func<long> connections);

    /// <summary>Callers that wait for a database connection.</summary>
    [ObservableGauge("db.connections.waiting", Unit = "{connection}")]
    public static partial IDisposable ObserveWaitingCallers(string pool, Func<long> callers);

    /// <summary>Duration of database commands.</summary>
    [Histogram("db.query.duration", Unit = "s")]
    public static partial void QueryDuration(string operation, string table, TimeSpan elapsed);

    /// <summary>Times a database command until what is returned is disposed.</summary>
    [Timer(nameof(QueryDuration))]
    public static partial MetricTimer TimeQuery(string operation, string table);

    /// <summary>Database commands and connections that failed.</summary>
    [Counter("db.errors")]
    public static partial void Failed(DatabaseError type);
}
