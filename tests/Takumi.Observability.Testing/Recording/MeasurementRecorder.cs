using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Takumi.Observability.Testing.Recording;

/// <summary>Records every measurement of some meters, before any aggregation.</summary>
/// <remarks>A static meter is shared by the tests that run in parallel: a test looks for the measurements that carry its own label value.</remarks>
public sealed class MeasurementRecorder : IDisposable
{
    private static readonly AsyncLocal<MeasurementRecorder?> s_ofFlow = new();

    private readonly ConcurrentQueue<Measurement> _measurements = new();
    private readonly MeterListener _listener = new();
    private bool _isOfFlow;

    public MeasurementRecorder(params string[] meters) : this(meter => meters.Contains(meter.Name))
    {
    }

    public MeasurementRecorder(Func<Meter, bool> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters(instrument.Meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Record(instrument, (double)value, tags));
        _listener.Start();
    }

    /// <summary>
    /// Records what this flow causes from here on, on the threads too that it starts, as the exporters of a host: what a host of an earlier test still loses is not this test's.
    /// </summary>
    public static MeasurementRecorder OfThisFlow(params string[] meters) => s_ofFlow.Value = new MeasurementRecorder(meters) { _isOfFlow = true };

    public IReadOnlyList<Measurement> Measurements => [.. _measurements];

    /// <summary>The measurements of one instrument that carry these tags, and possibly more.</summary>
    public IReadOnlyList<Measurement> Of(string instrument, params (string Name, object? Value)[] tags) =>
        [.. _measurements.Where(measurement => measurement.Instrument == instrument && tags.All(tag => measurement.Tags.TryGetValue(tag.Name, out var value) && Equals(value, tag.Value)))];

    /// <summary>Asks the observable instruments for their values now.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_isOfFlow && s_ofFlow.Value != this)
            return;
        var copy = new Dictionary<string, object?>();
        foreach (var (name, tag) in tags)
            copy.Add(name, tag);

        _measurements.Enqueue(new Measurement(instrument.Name, value, copy));
    }
}
