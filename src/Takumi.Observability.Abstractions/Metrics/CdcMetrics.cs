namespace Takumi.Observability;

/// <summary>Change data capture: reconciliation of tables, lag of consumers. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class CdcMetrics
{
    /// <summary>A reconciliation ended: counts it with its rows and records how long it took.</summary>
    /// <param name="table">The table that was compared.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="rows">How many rows were compared.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Reconciled(string table, Outcome outcome, long rows, TimeSpan elapsed)
    {
        Reconciliations(table, outcome);
        RowsReconciled(table, rows);
        ReconciliationDuration(table, elapsed);
    }

    /// <summary>Reconciliations that ended.</summary>
    [Counter("cdc.reconciliations")]
    private static partial void Reconciliations(string table, Outcome outcome);

    /// <summary>Duration of reconciliations.</summary>
    [Histogram("cdc.reconciliation.duration", Unit = "s")]
    private static partial void ReconciliationDuration(string table, TimeSpan elapsed);

    /// <summary>Rows that were compared.</summary>
    [Counter("cdc.rows.reconciled", Unit = "{row}")]
    private static partial void RowsReconciled(string table, long rows);

    /// <summary>Rows of the source less rows of the target.</summary>
    [Gauge("cdc.row_count.discrepancy", Unit = "{row}")]
    public static partial void RowCountDiscrepancy(string table, long rows);

    /// <summary>Checksums that differed between source and target.</summary>
    [Counter("cdc.checksum.mismatches")]
    public static partial void ChecksumMismatch(string table);

    /// <summary>Errors while reconciling.</summary>
    [Counter("cdc.reconciliation.errors")]
    public static partial void ReconciliationFailed(string table, string errorType);

    /// <summary>Messages that a consumer group has still to read.</summary>
    [Gauge("kafka.consumer.lag", Unit = "{message}")]
    public static partial void ConsumerLag(string topic, string consumerGroup, long messages);
}
