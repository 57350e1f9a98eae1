using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Health;

/// <summary>The readiness check <c>audit</c>: whether records can be written, and whether the last ones are what was signed.</summary>
internal sealed class JournalHealthCheck(AuditJournal journal, TimeProvider time) : IHealthCheck, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly LastSegmentIntegrity _integrity = new(journal.Layout, time);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failure = context.Registration.FailureStatus;

        // The framework's own service may ask beside ours.
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await journal.IsWritableAsync().WaitAsync(cancellationToken).ConfigureAwait(false))
                return new HealthCheckResult(failure, "The audit journal can't be written: its disk failed, or it refuses. The log says why.");
            return _integrity.Fault(cancellationToken) is { } fault ? new HealthCheckResult(failure, fault) : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new HealthCheckResult(failure, $"The audit journal can't be read: {exception.Message}", exception);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
