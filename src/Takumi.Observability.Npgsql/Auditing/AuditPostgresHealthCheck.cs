using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Auditing;

/// <summary>
/// Tells how shipping is doing, from what the shippers know: Postgres is not asked. Degraded at worst, since the journal keeps every record: a service that
/// can't reach a copy of its audit trail is not a service that should get no requests.
/// </summary>
internal sealed class AuditPostgresHealthCheck(AuditShipping shipping) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var lag = shipping.Shippers.Sum(shipper => shipper.Lag);
        var data = new Dictionary<string, object> { ["lag"] = lag };
        if (shipping.Shippers.FirstOrDefault(shipper => shipper.StopReason is not null) is { } stopped)
            return Task.FromResult(HealthCheckResult.Degraded($"Shipping has stopped: {stopped.StopReason}.", data: data));
        if (shipping.Shippers.FirstOrDefault(shipper => shipper.Trouble is not null) is { } troubled)
            return Task.FromResult(HealthCheckResult.Degraded($"Postgres is behind: {troubled.Trouble}", data: data));
        return Task.FromResult(HealthCheckResult.Healthy(string.Create(CultureInfo.InvariantCulture, $"{lag} records are not shipped yet."), data));
    }
}
