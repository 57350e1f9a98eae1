using System.Diagnostics.Metrics;

namespace Takumi.Observability.Metrics;

/// <summary>The one meter of the catalogue.</summary>
internal static class TakumiMeter
{
    public static readonly Meter Instance = new(TakumiTelemetry.MeterName, TakumiTelemetry.Version);

    /// <summary>Default boundaries of a histogram in seconds.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
}
