using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Takumi.Observability.Exposition;
using Takumi.Observability.Exposition.Formatting;
using Takumi.Observability.Exposition.Naming;
using Takumi.Observability.Redaction;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>A meter, the provider that collects it alone, and scrapes of it.</summary>
internal sealed class MeteredProvider : IDisposable
{
    private static int s_count;

    private readonly MeterProvider _provider;

    public MeteredProvider(
        Action<PrometheusOptions>? options = null,
        Action<MeterProviderBuilder>? provider = null,
        ILogger? logger = null,
        TimeProvider? time = null,
        params KeyValuePair<string, object>[] resource)
    {
        // A meter belongs to the whole process: every test has its own.
        Meter = new Meter($"Exposition.Tests.{Interlocked.Increment(ref s_count)}");
        var settings = new PrometheusOptions();
        options?.Invoke(settings);
        Reader = new PrometheusMetricReader(settings, new ExpositionWarnings(logger ?? NullLogger.Instance), new RedactionPolicy(new RedactionOptions()));
        var builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes(resource))
            .AddMeter(Meter.Name, Meter.Name + ".*")
            .AddReader(Reader);
        provider?.Invoke(builder);
        _provider = builder.Build();

        // A clock that stands still: a machine under load answers late, but it answers.
        Handler = new ScrapeHandler(Reader, settings, time ?? new ManualTimeProvider());
    }

    public Meter Meter { get; }

    public PrometheusMetricReader Reader { get; }

    public ScrapeHandler Handler { get; }

    public MeterProvider Provider => _provider;

    public Task<string> ScrapeTextAsync(string? escaping = null) =>
        ScrapeAsync(escaping is null ? "text/plain;version=0.0.4" : $"text/plain;version=1.0.0;escaping={escaping}");

    public Task<string> ScrapeOpenMetricsAsync(string escaping = "underscores") =>
        ScrapeAsync($"application/openmetrics-text;version=1.0.0;escaping={escaping}");

    public async Task<string> ScrapeAsync(string? accept)
    {
        using var response = await Handler.ScrapeAsync(new ScrapeRequest("GET") { Accept = accept }, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(200);
        return Encoding.UTF8.GetString(await BodyOf(response));
    }

    /// <summary>One collection on the calling thread, in one layout. The caller releases the body.</summary>
    public ScrapeBody CollectNow(bool openMetrics, NameScheme names = NameScheme.Underscores)
    {
        var collection = new ScrapeCollection();
        var body = collection.Add(new ExpositionLayout(openMetrics, names), gzip: false);
        Reader.Collect(collection);
        collection.Finish();
        return body;
    }

    public byte[] ScrapeNow(bool openMetrics, NameScheme names = NameScheme.Underscores)
    {
        var body = CollectNow(openMetrics, names);
        body.Ready.IsCompletedSuccessfully.ShouldBeTrue();
        using var copy = new MemoryStream();
        body.Buffer.CopyTo(copy);
        body.Release();
        return copy.ToArray();
    }

    public static async Task<byte[]> BodyOf(ScrapeResponse response)
    {
        using var body = new MemoryStream();
        await response.WriteBodyAsync(body, TestContext.Current.CancellationToken);
        return body.ToArray();
    }

    public void Dispose()
    {
        _provider.Dispose();
        Meter.Dispose();
    }
}
