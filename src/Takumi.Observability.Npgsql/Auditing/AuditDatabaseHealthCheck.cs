using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Auditing;

/// <summary>Whether a record could be written now, for a service that has no journal: without PostgreSQL it can't record what it must.</summary>
internal sealed class AuditDatabaseHealthCheck(AuditDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var mute = TakumiTelemetry.Mute();
        try
        {
            var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            using var question = connection.CreateCommand(); // a pooled connection may be one that a dead server left behind
            question.CommandText = "SELECT 1";
            await question.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The audit trail can't be written to PostgreSQL: {e.Message}");
        }
    }
}
