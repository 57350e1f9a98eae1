using OpenTelemetry;
using OpenTelemetry.Metrics;
using Takumi.Observability.Exposition.Formatting;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Exposition;

/// <summary>
/// The SDK's side of a scrape: gets the batch of a collection and has it written.
/// </summary>
internal sealed class PrometheusExporter(PrometheusOptions options, ExpositionWarnings warnings, RedactionPolicy? redaction) : BaseExporter<Metric>
{
    // One for each layout that was ever asked for: at most eight, as escapings and kinds of text combine.
    private readonly Dictionary<ExpositionLayout, ExpositionWriter> _writers = [];
    private ScrapeCollection? _pending;

    public bool HasPending => Volatile.Read(ref _pending) is not null;

    /// <summary>What the next export is for.</summary>
    public void Await(ScrapeCollection collection) => Volatile.Write(ref _pending, collection);

    /// <summary>Takes back what <see cref="Await"/> announced; false when the export has it already.</summary>
    public bool TryCancel() => Interlocked.Exchange(ref _pending, null) is not null;

    public override ExportResult Export(in Batch<Metric> batch)
    {
        // A flush of the provider comes through here as well. Nobody waits for it, so nothing is written.
        if (Interlocked.Exchange(ref _pending, null) is not { } collection)
            return ExportResult.Success;
        try
        {
            collection.Write(batch, ParentProvider.GetResource(), WriterOf);
            return ExportResult.Success;
        }
        catch (Exception exception)
        {
            warnings.CollectionFailed(exception);
            collection.Fail($"writing the metrics failed ({exception.GetType().Name}); see the application's log");
            return ExportResult.Failure;
        }
    }

    private ExpositionWriter WriterOf(ExpositionLayout layout)
    {
        if (!_writers.TryGetValue(layout, out var writer))
            _writers.Add(layout, writer = new ExpositionWriter(layout, options, warnings, redaction));
        return writer;
    }
}
