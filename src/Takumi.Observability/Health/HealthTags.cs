using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health;

/// <summary>Which check belongs to which probe. A check without either tag is one for readiness: what somebody depends on is no reason to restart.</summary>
internal static class HealthTags
{
    public const string Live = "live";
    public const string Ready = "ready";

    public static bool IsAsked(HealthCheckRegistration check, HealthProbe probe) => probe switch
    {
        HealthProbe.Liveness => check.Tags.Contains(Live),
        _ => check.Tags.Contains(Ready) || !check.Tags.Contains(Live),
    };
}
