using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.Abstractions.Tests.Metrics;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Testing.Recording;
using Takumi.Observability.Testing.Servers;
using Takumi.Observability.Tests.Hosting;

namespace Takumi.Observability.Tests.Exposition;

/// <summary>
/// Every instrument of the catalogue, through its typed method, the SDK, a scrape and a real Prometheus server: PromQL says what was recorded.
/// A recorder in the process is the witness. Alone: the catalogue's meters are the process's.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed partial class CatalogueRoundTripTests
{
    private static readonly IReadOnlyList<MetricDefinition> s_catalogue = TelemetryManifest.Of(typeof(TakumiTelemetry).Assembly).Metrics;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_knows_what_every_instrument_recorded()
    {
        PrometheusServer.Require();
        using var witness = new MeasurementRecorder(TakumiTelemetry.MeterName);
        await using var host = await TestHost.StartAsync(builder => builder.AddPrometheusListener(listener => listener.Port = 0));
        var observers = CallEveryMethod();
        var called = witness.Measurements.Select(one => one.Instrument).ToHashSet();
        witness.Observe();
        var endPoint = host.Get<ScrapeListener>().EndPoint;
        await using var prometheus = await PrometheusServer.StartAsync([new ScrapeTarget("catalogue", new Uri($"http://{endPoint}/metrics"))], Cancelled);
        await prometheus.WaitForScrapesAsync("catalogue", cancellationToken: Cancelled);

        // The last value that was scraped: a later scrape that a busy machine answers too late marks every series stale.
        var stored = (await prometheus.QueryAsync("""last_over_time({job="catalogue"}[1h])""", Cancelled)).ToDictionary(sample => Series(sample.Labels["__name__"], sample.Labels.Where(label => label.Key is not ("__name__" or "job" or "instance"))), sample => sample.Value);
        foreach (var metric in s_catalogue)
        {
            var recorded = witness.Of(metric.Name);
            recorded.ShouldNotBeEmpty($"nothing recorded {metric.Name}");
            foreach (var series in recorded.GroupBy(one => Labels(one.Tags)))
                await ShouldBeStoredAsync(prometheus, stored, metric, isObserved: !called.Contains(metric.Name), [.. series]);
        }

        observers.ForEach(observer => observer.Dispose());
    }

    /// <summary>The runtime's own gauges are called <c>…_count</c>, a suffix that promtool keeps for summaries and histograms: they are its only exception.</summary>
    [Fact]
    public async Task Promtool_accepts_what_a_whole_host_shows()
    {
        await using var host = await TestHost.StartAsync(builder => builder.AddPrometheusListener(listener => listener.Port = 0));
        var observers = CallEveryMethod();
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"http://{host.Get<ScrapeListener>().EndPoint}/metrics"), Cancelled);
        observers.ForEach(observer => observer.Dispose());

        var judged = page.Split('\n').Where(line => !RuntimeCount().IsMatch(line)).ToArray();

        judged.ShouldContain(line => line.StartsWith("stellar_transaction_fee_bucket", StringComparison.Ordinal));
        judged.ShouldContain(line => line.StartsWith("dotnet_", StringComparison.Ordinal));
        (await Promtool.CheckMetricsAsync(string.Join('\n', judged), Cancelled)).ShouldBeEmpty();
    }

    private static async Task ShouldBeStoredAsync(PrometheusServer prometheus, Dictionary<string, double> stored, MetricDefinition metric, bool isObserved, Measurement[] series)
    {
        var name = ScrapedName.Of(metric);
        var labels = Labels(series[0].Tags);
        if (isObserved && metric.DeclaredBy == typeof(SystemMetrics).FullName)
        {
            // The host feeds these from the machine, which has moved on since.
            stored.ShouldContainKey(name + labels);
            return;
        }

        if (metric.Kind != InstrumentKind.Histogram)
        {
            stored[name + labels].ShouldBe(isObserved || metric.Kind == InstrumentKind.Gauge ? series[^1].Value : series.Sum(one => one.Value), name);
            return;
        }

        stored[$"{name}_count{labels}"].ShouldBe(series.Length, name);
        stored[$"{name}_sum{labels}"].ShouldBe(series.Sum(one => one.Value), 1e-9, name);

        // The whole of a series lies below its greatest measurement's bucket.
        var value = series.Max(one => one.Value);
        var quantile = (await prometheus.QueryAsync($"histogram_quantile(1, last_over_time({name}_bucket{labels}[1h]))", Cancelled)).ShouldHaveSingleItem(name).Value;
        var upper = metric.Boundaries.Where(bound => bound >= value).DefaultIfEmpty(metric.Boundaries[^1]).First();
        var lower = metric.Boundaries.Where(bound => bound < value).DefaultIfEmpty(0).Last();
        quantile.ShouldBeInRange(lower, upper, name);
    }

    /// <summary>Instruments of one name are declared by private methods as well; the public ones reach them all, or the test says which they don't.</summary>
    private static List<IDisposable> CallEveryMethod()
    {
        var observers = new List<IDisposable>();
        foreach (var method in s_catalogue.Select(metric => metric.DeclaredBy).Distinct()
            .Select(name => typeof(TakumiTelemetry).Assembly.GetType(name)!)
            .SelectMany(family => family.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && method.Name != nameof(SystemMetrics.ObserveProcess)))
        {
            var result = method.Invoke(null, [.. method.GetParameters().Select(Argument)]);
            if (method.Name.StartsWith("Observe", StringComparison.Ordinal))
                observers.Add((IDisposable)result!);
            else
                (result as IDisposable)?.Dispose();
        }

        return observers;
    }

    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "x",
        var type when type == typeof(int) => 200,
        var type when type == typeof(long) => 3L,
        var type when type == typeof(double) => 2.5,
        var type when type == typeof(decimal) => 50m,
        var type when type == typeof(bool) => true,
        var type when type == typeof(TimeSpan) => TimeSpan.FromSeconds(0.2),
        var type when type == typeof(Func<long>) => () => 7L,
        var type when type == typeof(Func<double>) => () => 7.5,
        var type when type == typeof(Func<bool>) => () => true,
        var type when type.IsEnum => Enum.GetValues(type).GetValue(0),
        var type => throw new NotSupportedException($"{parameter.Member.DeclaringType}.{parameter.Member.Name} takes a {type}: say here what to give it."),
    };

    private static string Series(string name, IEnumerable<KeyValuePair<string, string>> labels) => name + Text(labels);

    private static string Labels(IReadOnlyDictionary<string, object?> tags) => Text(tags.Select(tag => KeyValuePair.Create(tag.Key, Convert.ToString(tag.Value, System.Globalization.CultureInfo.InvariantCulture)!)));

    private static string Text(IEnumerable<KeyValuePair<string, string>> labels) =>
        "{" + string.Join(",", labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}=\"{label.Value}\"")) + "}";

    [GeneratedRegex(@"^(# \w+ )?dotnet_\w*_count\b")]
    private static partial Regex RuntimeCount();
}
