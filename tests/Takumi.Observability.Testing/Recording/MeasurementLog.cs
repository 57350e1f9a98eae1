using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Takumi.Observability.Testing.Recording;

/// <summary>
/// Every measurement that is made while a request runs, as text: <c>http.requests 1 {method=GET, route=/orders, status_code=200}</c>.
/// Meters are shared by every host of the process; the trace that is current tells whose a measurement is.
/// </summary>
public sealed class MeasurementLog : IDisposable
{
    private readonly ConcurrentQueue<(ActivityTraceId Trace, string Text)> _lines = new();
    private readonly MeterListener _listener = new();

    public MeasurementLog(params string[] meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Contains(instrument.Meter.Name) && !instrument.IsObservable && !IsOfTheProcess(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, "…", tags));
        _listener.Start();
    }

    /// <summary>The measurements of a trace in the order in which they were made. Durations read <c>…</c>.</summary>
    public IReadOnlyList<string> Of(ActivityTraceId trace) => [.. _lines.Where(line => line.Trace == trace).Select(line => line.Text)];

    public void Dispose() => _listener.Dispose();

    // What the library says of itself is of no one request: a span that ends while the host of another test shuts down is lost to that host, and counted where it ends.
    private static bool IsOfTheProcess(Instrument instrument) => instrument.Name.StartsWith("telemetry.", StringComparison.Ordinal);

    private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Activity.Current is { } current)
            _lines.Enqueue((current.TraceId, $"{instrument.Name} {value} {{{string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}}"));
    }
}
