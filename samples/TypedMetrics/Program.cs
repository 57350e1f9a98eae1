using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability;
using TypedMetrics;

using var print = new MeterListener();
print.InstrumentPublished = (instrument, listener) =>
{
    if (instrument.Meter.Name.StartsWith("TypedMetrics.", StringComparison.Ordinal))
        listener.EnableMeasurementEvents(instrument);
};
print.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Print(instrument, value, tags));
print.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Print(instrument, value, tags));
print.Start();

// The static style: call it from anywhere.
OrderMetrics.Placed(SalesChannel.PointOfSale, "PT");
using (OrderMetrics.StartPacking("porto"))
using (OrderMetrics.TimePacking("porto"))
    await Task.Delay(20);

// The instance style: registered once, injected where it is needed.
await using var services = new ServiceCollection().AddMetrics().AddSingleton<StockMetrics>().BuildServiceProvider();
var stock = services.GetRequiredService<StockMetrics>();
stock.Delivered(answer: 202, complete: true);
using (stock.ObserveStock("porto", () => 41))
    print.RecordObservableInstruments();

// What this assembly declares, for a table, a dashboard or a check of alerts.
foreach (var metric in TelemetryManifest.Of(typeof(OrderMetrics).Assembly).Metrics)
    Console.WriteLine($"{metric.Name} is a {metric.Kind} in {metric.Unit}: {metric.Description}");

static void Print<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
    Console.WriteLine($"{instrument.Name} {value} {{{string.Join(", ", tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}}}");
