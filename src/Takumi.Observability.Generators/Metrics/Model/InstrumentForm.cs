namespace Takumi.Observability.Generators.Metrics;

/// <summary>The classes of instrument that System.Diagnostics.Metrics has; each name is the suffix of a <c>Meter.Create…</c> method.</summary>
internal enum InstrumentForm
{
    Counter,
    UpDownCounter,
    Gauge,
    Histogram,
    ObservableCounter,
    ObservableUpDownCounter,
    ObservableGauge,
}
