using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Takumi.Observability.Health;

/// <summary>Whether PostgreSQL answers a query over the application's own pool. Leaves no span and no measurement.</summary>
internal sealed class NpgsqlHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var mute = TakumiTelemetry.Mute();
        try
        {
            var command = dataSource.CreateCommand("SELECT 1");
            await using (command.ConfigureAwait(false))
                await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "PostgreSQL does not answer.", exception);
        }
    }
}
