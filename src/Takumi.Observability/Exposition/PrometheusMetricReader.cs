using OpenTelemetry.Metrics;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Exposition;

/// <summary>
/// OpenTelemetry's pull reader for scrapes: cumulative, and collecting only when somebody scrapes.
/// </summary>
internal sealed class PrometheusMetricReader : BaseExportingMetricReader
{
    // A flush at the same moment may swallow a collection: the SDK folds concurrent calls into one. Then it is asked again, about a millisecond later,
    // so this is around a second.
    private const int MaxAttempts = 1000;

    private readonly PrometheusExporter _exporter;
    private volatile bool _isStopped;

    public PrometheusMetricReader(PrometheusOptions options, ExpositionWarnings warnings, RedactionPolicy? redaction = null)
        : this(new PrometheusExporter(options, warnings, redaction))
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
            collection.Fail("metrics are switched off, or no MeterProvider has been built with this reader");
            return;
        }

        _exporter.Await(collection);
        var wait = default(SpinWait);
        Collect(Timeout.Infinite);
        for (var attempt = 1; _exporter.HasPending && attempt < MaxAttempts; attempt++)
        {
            wait.SpinOnce();
            Collect(Timeout.Infinite);
        }
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
