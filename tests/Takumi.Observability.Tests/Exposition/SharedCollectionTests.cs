using System.Globalization;
using System.Text;
using Takumi.Observability.Exposition;
using Takumi.Observability.Tests.Exposition.Parsing;

namespace Takumi.Observability.Tests.Exposition;

public sealed class SharedCollectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scrapes_that_come_together_share_collections()
    {
        using var metered = new MeteredProvider();
        using var open = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var collections = 0;
        metered.Meter.CreateObservableGauge("g", () =>
        {
            entered.TrySetResult();
            open.Wait();
            return Interlocked.Increment(ref collections);
        });
        var first = Start(metered, new ScrapeRequest("GET"));
        await entered.Task.WaitAsync(Cancelled);

        // Those in the form that is being written join it; the others wait for one more, which is written in both of their forms.
        var joined = Enumerable.Range(0, 20).Select(_ => Start(metered, new ScrapeRequest("GET"))).ToArray();
        var others = Enumerable.Range(0, 20).Select(i => Start(metered, new ScrapeRequest("GET") { Accept = "application/openmetrics-text", AcceptEncoding = i % 2 == 0 ? "gzip" : null })).ToArray();
        open.Set();

        foreach (var text in new[] { await first }.Concat(await Task.WhenAll(joined)))
            Encoding.UTF8.GetString(text).ShouldBe("# TYPE g gauge\ng 1\n");
        var bodies = await Task.WhenAll(others);
        for (var i = 0; i < bodies.Length; i++)
            Encoding.UTF8.GetString(i % 2 == 0 ? Gunzip(bodies[i]) : bodies[i]).ShouldBe("# TYPE g gauge\ng 2\n# EOF\n");
        collections.ShouldBe(2);
    }

    [Fact]
    public async Task A_scrape_after_the_last_one_ended_collects_anew()
    {
        using var metered = new MeteredProvider();
        var collections = 0;
        metered.Meter.CreateObservableGauge("g", () => ++collections);

        for (var scrape = 1; scrape <= 3; scrape++)
            (await metered.ScrapeTextAsync()).ShouldBe($"# TYPE g gauge\ng {scrape}\n");
    }

    [Fact]
    public async Task A_flush_collects_nothing_and_succeeds_and_disturbs_no_scrape()
    {
        using var metered = new MeteredProvider();
        var collections = 0;
        metered.Meter.CreateObservableGauge("g", () => Interlocked.Increment(ref collections));
        metered.Reader.Collect(0).ShouldBeTrue();
        collections.ShouldBe(0);

        using var stop = new CancellationTokenSource();
        var flushing = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                metered.Reader.Collect();
        }, Cancelled);
        for (var scrape = 1; scrape <= 200; scrape++)
            (await metered.ScrapeTextAsync()).ShouldBe($"# TYPE g gauge\ng {scrape}\n");
        await stop.CancelAsync();
        await flushing;
    }

    /// <summary>Bounded by scrapes, about a second of them; TAKUMI_SOAK=1 scrapes for the ten seconds that the acceptance of this package names.</summary>
    [Fact]
    public async Task Scrapes_under_eight_writers_never_tear_and_never_step_back()
    {
        using var metered = new MeteredProvider();
        var counter = metered.Meter.CreateCounter<long>("events");
        var histogram = metered.Meter.CreateHistogram<double>("latency", "s");
        using var stop = new CancellationTokenSource();
        using var allWrite = new CountdownEvent(8);

        // Threads of their own: on the pool, eight of them would leave none to the collections.
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Factory.StartNew(() => Write(writer), Cancelled, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        allWrite.Wait(Cancelled);
        var last = new Dictionary<string, double>(StringComparer.Ordinal);
        var soak = Environment.GetEnvironmentVariable("TAKUMI_SOAK") == "1";
        var started = TimeProvider.System.GetTimestamp();
        for (var scrape = 0; scrape < 150 || (soak && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(10)); scrape++)
        {
            // Parsing checks that the buckets add up to the count.
            var families = scrape % 2 == 0 ? ExpositionParser.ParseText(await metered.ScrapeTextAsync()) : ExpositionParser.ParseOpenMetrics(await metered.ScrapeOpenMetricsAsync());
            foreach (var sample in families.SelectMany(family => family.Samples).Where(sample => !sample.Name.EndsWith("_bucket", StringComparison.Ordinal)))
            {
                var series = $"{sample.Name}{{{sample.MetricKey("le")}}}";
                sample.Value.ShouldBeGreaterThanOrEqualTo(last.GetValueOrDefault(series), series);
                last[series] = sample.Value;
            }
        }
        await stop.CancelAsync();
        var written = await Task.WhenAll(writers);

        var end = ExpositionParser.ParseText(await metered.ScrapeTextAsync());
        for (var writer = 0; writer < written.Length; writer++)
        {
            var label = writer.ToString(CultureInfo.InvariantCulture);
            end.Single(family => family.Name == "events_total").Samples.Single(sample => sample["writer"] == label).Value.ShouldBe(written[writer]);
            end.Single(family => family.Name == "latency_seconds").Samples.Single(sample => sample["writer"] == label && sample.Name == "latency_seconds_count").Value.ShouldBe(written[writer]);
        }

        long Write(int writer)
        {
            var count = 0L;
            for (; !stop.IsCancellationRequested; count++)
            {
                var tag = new KeyValuePair<string, object?>("writer", writer);
                counter.Add(1, tag);
                histogram.Record(count % 12_000, tag);
                if (count == 0)
                    allWrite.Signal();
            }
            return count;
        }
    }

    private static async Task<byte[]> Start(MeteredProvider metered, ScrapeRequest request)
    {
        using var response = await metered.Handler.ScrapeAsync(request, Cancelled);
        response.StatusCode.ShouldBe(200);
        return await MeteredProvider.BodyOf(response);
    }

    private static byte[] Gunzip(byte[] body)
    {
        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(body), System.IO.Compression.CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
