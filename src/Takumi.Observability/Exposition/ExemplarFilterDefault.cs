using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Takumi.Observability.Exposition;

/// <summary>
/// Exemplars for measurements within a sampled trace, where OpenTelemetry's own default is none. Gives way to the variable, which the SDK reads only where no code has spoken.
/// </summary>
internal static class ExemplarFilterDefault
{
    private const string Variable = "OTEL_METRICS_EXEMPLAR_FILTER";

    public static void Apply(IServiceProvider services, MeterProviderBuilder metrics)
    {
        if (string.IsNullOrEmpty(services.GetService<IConfiguration>()?[Variable]))
            metrics.SetExemplarFilter(ExemplarFilterType.TraceBased);
    }
}
