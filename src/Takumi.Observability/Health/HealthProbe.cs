namespace Takumi.Observability.Health;

/// <summary>What an orchestrator wants to know.</summary>
public enum HealthProbe
{
    /// <summary>Whether the process should go on living: the checks tagged <c>live</c>. Usually none, so that a broken database restarts nobody.</summary>
    Liveness,

    /// <summary>Whether it should get traffic: all other checks, and those tagged <c>ready</c> as well as <c>live</c>; and only while the host is running.</summary>
    Readiness,
}
