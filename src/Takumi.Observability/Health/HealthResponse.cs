using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health;

/// <summary>The answer to a probe. Immutable.</summary>
public sealed class HealthResponse
{
    internal HealthResponse(HealthStatus status, ReadOnlyMemory<byte> body)
    {
        Status = status;
        Body = body;
    }

    /// <summary>The worst status of all checks; healthy where there are none.</summary>
    public HealthStatus Status { get; }

    /// <summary>200, or 503 when unhealthy. A degraded service stays in traffic.</summary>
    public int StatusCode => Status == HealthStatus.Unhealthy ? 503 : 200;

    /// <summary><c>application/json</c>.</summary>
    public string ContentType { get; } = "application/json";

    /// <summary><c>{status, timestamp, version, checks: {name: {status, latency_ms}}}</c> in UTF-8; with <see cref="HealthOptions.ShowDetails"/> also <c>description</c> and <c>exception</c> of a check.</summary>
    public ReadOnlyMemory<byte> Body { get; }
}
