using Microsoft.Extensions.Diagnostics.HealthChecks;
using Takumi.Observability.Testing;

namespace Takumi.Observability.Tests.Health;

/// <summary>A check that hangs until it is released, whatever its token says, and counts how often it was run.</summary>
internal sealed class HeldCheck : IHealthCheck
{
    private readonly TaskCompletionSource<HealthCheckResult> _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public void Release() => _release.SetResult(HealthCheckResult.Healthy());

    public Task BegunAsync() => Poll.UntilAsync(() => Runs > 0, () => "the check's first run", TestContext.Current.CancellationToken);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _runs);
        return _release.Task;
    }
}
