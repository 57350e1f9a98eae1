namespace Takumi.Observability;

/// <summary>Datasets: notarization, processing, storage, cost. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class DatasetMetrics
{
    private const long Mebibyte = 1 << 20;

    /// <summary>A dataset was processed: records its size, and the time by the class of its size.</summary>
    /// <param name="bytes">The size of the dataset.</param>
    /// <param name="elapsed">How long it took.</param>
    public static void Processed(long bytes, TimeSpan elapsed)
    {
        Size(bytes);
        ProcessingDuration(SizeOf(bytes), elapsed);
    }

    /// <summary>Datasets notarized.</summary>
    [Counter("datasets.notarized")]
    public static partial void Notarized();

    /// <summary>Time to process a dataset.</summary>
    [Histogram("dataset.processing.duration", Unit = "s")]
    public static partial void ProcessingDuration(DatasetSize datasetSizeCategory, TimeSpan elapsed);

    /// <summary>Size of datasets.</summary>
    [Histogram("dataset.size", Unit = "By")]
    public static partial void Size(long bytes);

    /// <summary>Operations on the storage of datasets.</summary>
    [Counter("storage.operations")]
    public static partial void StorageOperation(string operationType);

    /// <summary>Operations on the storage of datasets that failed.</summary>
    [Counter("storage.errors")]
    public static partial void StorageFailed(string operationType);

    /// <summary>Cost of operations, in the currency that the deployment counts in.</summary>
    [Histogram("operation.cost", Unit = "{cost}")]
    public static partial void OperationCost(string operationType, double cost);

    private static DatasetSize SizeOf(long bytes) => bytes switch
    {
        < Mebibyte => DatasetSize.Small,
        < 100 * Mebibyte => DatasetSize.Medium,
        _ => DatasetSize.Large,
    };
}
