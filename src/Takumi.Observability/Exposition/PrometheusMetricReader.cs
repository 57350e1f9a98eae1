using OpenTelemetry.Metrics;

namespace Takumi.Observability.Exposition;

/// <summary>
/// OpenTelemetry's pull reader for scrapes: cumulative, and collecting only when somebody scrapes.
/// </summary>
internal sealed class PrometheusMetricReader : BaseExportingMetricReader
{
    // A flush that runs at the same moment may swallow a collection: the SDK folds concurrent calls into one. Then it is asked again.
    private const int MaxAttempts = 10;

    private readonly PrometheusExporter _exporter;
    private volatile bool _isStopped;

    public PrometheusMetricReader(PrometheusOptions options, ExpositionWarnings warnings)
        : this(new PrometheusExporter(options, warnings))
    {
    }

    private PrometheusMetricReader(PrometheusExporter exporter)
        : base(exporter)
    {
        _exporter = exporter;
        TemporalityPreference = MetricReaderTemporalityPreference.Cumulative;
    }

    /// <summary>
    /// Collects and writes, and returns when that is done or has failed. Blocks for as long as the callbacks of observable instruments do.
    /// One call at a time. Doesn't throw: it runs on a pool thread, where that would end the process.
    /// </summary>
    public void Collect(ScrapeCollection collection)
    {
        if (_isStopped)
        {
            collection.Fail("the metrics are shut down");
            return;
        }
        if (_exporter.ParentProvider is null)
        {
            collection.Fail("no MeterProvider has been built with this reader yet");
            return;
        }

        _exporter.Await(collection);
        for (var attempt = 0; _exporter.HasPending && attempt < MaxAttempts; attempt++)
            Collect(Timeout.Infinite);
        if (_exporter.TryCancel())
            collection.Fail("the metrics SDK did not run the collection");
    }

    /// <summary>Only a scrape needs a collection: a flush or a shutdown has nothing to push, and succeeds.</summary>
    protected override bool OnCollect(int timeoutMilliseconds) => !_exporter.HasPending || base.OnCollect(timeoutMilliseconds);

    protected override bool OnShutdown(int timeoutMilliseconds)
    {
        _isStopped = true;
        return base.OnShutdown(timeoutMilliseconds);
    }
}
