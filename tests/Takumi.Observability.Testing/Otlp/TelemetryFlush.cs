using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Takumi.Observability.Testing.Otlp;

/// <summary>For tests of what arrives at a collector.</summary>
public static class TelemetryFlush
{
    /// <summary>
    /// Returns when everything so far has been exported, however long that takes. The stop of a host is not enough: it gives up after three seconds, which a busy machine may need for less.
    /// </summary>
    public static void FlushTelemetry(this IServiceProvider services)
    {
        services.GetService<TracerProvider>()?.ForceFlush();
        services.GetService<MeterProvider>()?.ForceFlush();
        services.GetService<LoggerProvider>()?.ForceFlush();
    }
}
