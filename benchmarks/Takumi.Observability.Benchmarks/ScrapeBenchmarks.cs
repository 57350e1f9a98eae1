using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Takumi.Observability.Exposition;

namespace Takumi.Observability.Benchmarks;

/// <summary>
/// A scrape of 14,000 lines (10 histograms × 100 label sets × 12 lines, 20 counters × 100), from the collection to the last byte, in one run with what it can't beat
/// (a copy of the same bytes; the SDK's collection alone) and what it must (a StringBuilder over the same points).
/// </summary>
[MemoryDiagnoser]
public class ScrapeBenchmarks : IDisposable
{
    private const int Lines = 14_000;

    private readonly Meter _meter = new("Takumi.Observability.Benchmarks.Scrape");
    private readonly NaiveExporter _naive = new();
    private readonly CountingExporter _counting = new();
    private MeterProvider _provider = null!;
    private MeterProvider _naiveProvider = null!;
    private MeterProvider _countingProvider = null!;
    private BaseExportingMetricReader _naiveReader = null!;
    private BaseExportingMetricReader _countingReader = null!;
    private ScrapeHandler _handler = null!;
    private byte[] _response = [];
    private byte[] _copy = [];

    [GlobalSetup]
    public async Task Setup()
    {
        var options = new PrometheusOptions();
        var reader = new PrometheusMetricReader(options, new ExpositionWarnings(NullLogger.Instance));
        _naiveReader = new BaseExportingMetricReader(_naive);
        _countingReader = new BaseExportingMetricReader(_counting);
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(reader).Build();
        _naiveProvider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(_naiveReader).Build();
        _countingProvider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(_countingReader).Build();
        _handler = new ScrapeHandler(reader, options, TimeProvider.System);
        Record();

        using var response = await _handler.ScrapeAsync(new ScrapeRequest("GET"));
        using var body = new MemoryStream();
        await response.WriteBodyAsync(body);
        _response = body.ToArray();
        _copy = new byte[_response.Length];
        CheckState();
    }

    // The providers own the readers, and those the exporters.
    [GlobalCleanup]
    public void Dispose()
    {
        _provider?.Dispose();
        _naiveProvider?.Dispose();
        _countingProvider?.Dispose();
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, Description = "Text 0.0.4")]
    public ValueTask<int> Text() => ScrapeAsync(new ScrapeRequest("GET"));

    [Benchmark(Description = "OpenMetrics 1.0")]
    public ValueTask<int> OpenMetrics() => ScrapeAsync(new ScrapeRequest("GET") { Accept = "application/openmetrics-text;version=1.0.0" });

    [Benchmark(Description = "Text 0.0.4, gzip")]
    public ValueTask<int> Gzip() => ScrapeAsync(new ScrapeRequest("GET") { AcceptEncoding = "gzip" });

    [Benchmark(Description = "Bound: the SDK's collection alone")]
    public bool Collection() => _countingReader.Collect();

    [Benchmark(Description = "Bound: a copy of the response")]
    public int Copy()
    {
        _response.CopyTo(_copy, 0);
        return _copy.Length;
    }

    [Benchmark(Description = "Naive: StringBuilder")]
    public int StringBuilder()
    {
        _naiveReader.Collect();
        return _naive.Response.Length;
    }

    private async ValueTask<int> ScrapeAsync(ScrapeRequest request)
    {
        using var response = await _handler.ScrapeAsync(request);
        await response.WriteBodyAsync(Stream.Null);
        return response.ContentLength;
    }

    private void Record()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10] };
        var random = new Random(1);
        for (var i = 0; i < 10; i++)
        {
            var histogram = _meter.CreateHistogram($"http.request.duration{i}", "s", "How long requests took.", advice: advice);
            for (var series = 0; series < 100; series++)
            {
                for (var measurement = 0; measurement < 50; measurement++)
                    histogram.Record(random.NextDouble() * 12, Tags(series));
            }
        }
        for (var i = 0; i < 20; i++)
        {
            var counter = _meter.CreateCounter<long>($"http.requests{i}", "{request}", "Requests served.");
            for (var series = 0; series < 100; series++)
                counter.Add(random.Next(1_000_000), Tags(series));
        }
    }

    private static KeyValuePair<string, object?>[] Tags(int series) =>
    [
        new("method", series % 2 == 0 ? "GET" : "POST"),
        new("route", "/api/v1/resources/" + (series / 4).ToString(CultureInfo.InvariantCulture)),
        new("status_code", series % 4 < 2 ? "200" : "500"),
    ];

    private void CheckState()
    {
        var samples = Encoding.UTF8.GetString(_response).Split('\n').Count(line => line.Length > 0 && line[0] != '#' && !line.StartsWith("target_info", StringComparison.Ordinal));
        if (samples != Lines)
            throw new InvalidOperationException($"The scrape has {samples} samples instead of {Lines}.");
        _naiveReader.Collect();
        var naive = Encoding.UTF8.GetString(_naive.Response).Split('\n').Count(line => line.Length > 0 && line[0] != '#');
        if (naive != Lines)
            throw new InvalidOperationException($"The naive scrape has {naive} samples instead of {Lines}.");
    }

    private sealed class CountingExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                foreach (ref readonly var _ in metric.GetMetricPoints())
                {
                }
            }
            return ExportResult.Success;
        }
    }

    private sealed class NaiveExporter : BaseExporter<Metric>
    {
        public byte[] Response { get; private set; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new StringBuilder();
            foreach (var metric in batch)
            {
                var name = metric.Name.Replace('.', '_');
                text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description).Append("\n# TYPE ").Append(name).Append(metric.MetricType == MetricType.Histogram ? " histogram\n" : " counter\n");
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    var labels = new StringBuilder();
                    foreach (var tag in point.Tags)
                        labels.Append(tag.Key).Append("=\"").Append(tag.Value).Append("\",");
                    if (metric.MetricType != MetricType.Histogram)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{name}_total{{{labels}}} {point.GetSumLong()}\n");
                        continue;
                    }
                    var count = 0L;
                    foreach (var bucket in point.GetHistogramBuckets())
                        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}le=\"{bucket.ExplicitBound}\"}} {count += bucket.BucketCount}\n");
                    text.Append(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {point.GetHistogramSum()}\n{name}_count{{{labels}}} {count}\n");
                }
            }
            Response = Encoding.UTF8.GetBytes(text.ToString());
            return ExportResult.Success;
        }
    }
}
