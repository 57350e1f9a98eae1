using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health;

/// <summary>How a status is written.</summary>
internal static class HealthStatusText
{
    public static string Of(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
