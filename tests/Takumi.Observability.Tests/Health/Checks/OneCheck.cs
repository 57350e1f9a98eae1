using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Tests.Health.Checks;

/// <summary>Runs one check by itself, as it was registered.</summary>
internal static class OneCheck
{
    public static async Task<HealthCheckResult> RunAsync(Action<IHealthChecksBuilder> add, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        add(services.AddHealthChecks());
        await using var provider = services.BuildServiceProvider();
        var registration = provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Single();
        return await registration.Factory(provider).CheckHealthAsync(new HealthCheckContext { Registration = registration }, cancellationToken);
    }
}
