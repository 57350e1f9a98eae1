using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Takumi.Observability.Testing.Otlp;

/// <summary>For tests of what arrives at a collector.</summary>
public static class TelemetryFlush
{
    /// <summary>
    /// Asks the exporters for all that they hold. Who asserts on what arrived, or was lost, waits for that as well, and before the stop of the host: a flush of a batch returns a second after the
    /// batch was taken, also while it is still on its way, and a stop gives up after three, which a busy machine may need for less.
    /// </summary>
    public static void FlushTelemetry(this IServiceProvider services)
    {
        services.GetService<TracerProvider>()?.ForceFlush();
        services.GetService<MeterProvider>()?.ForceFlush();
        services.GetService<LoggerProvider>()?.ForceFlush();
    }
}
