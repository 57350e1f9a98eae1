using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>Sums what counters add by instrument and labels: for floods, where keeping every measurement would be the leak.</summary>
internal sealed class MeasurementTotals : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _totals = new();
    private readonly MeterListener _listener = new();

    public MeasurementTotals(Func<Meter, bool> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters(instrument.Meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var series = instrument.Name;
            foreach (var (name, tag) in tags)
                series += $" {name}={tag}";

            _totals.AddOrUpdate(series, value, (_, total) => total + value);
        });
        _listener.Start();
    }

    public int Count => _totals.Count;

    public long this[string series] => _totals.GetValueOrDefault(series);

    public void Dispose() => _listener.Dispose();
}
