using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Takumi.Observability.Npgsql.Tests.Fixtures;

/// <summary>Every measurement of the catalogue, as text: <c>db.query.duration … {operation=SELECT, table=users}</c>. The trace that is current tells whose it is.</summary>
public sealed class MeasurementLog : IDisposable
{
    private readonly ConcurrentQueue<(ActivityTraceId Trace, string Text)> _lines = new();
    private readonly MeterListener _listener = new();

    public MeasurementLog()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == TakumiTelemetry.MeterName && !instrument.IsObservable)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, "…", tags));
        _listener.Start();
    }

    /// <summary>The measurements of a trace in the order in which they were made. Durations read <c>…</c>.</summary>
    public IReadOnlyList<string> Of(ActivityTraceId trace) => [.. _lines.Where(line => line.Trace == trace).Select(line => line.Text)];

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Activity.Current is { } current)
            _lines.Enqueue((current.TraceId, $"{instrument.Name} {value} {{{string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}}"));
    }
}
