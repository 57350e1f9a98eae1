using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Takumi.Observability.Health;

/// <summary>Registers a check for each data source that the container holds when the host starts, keyed ones included.</summary>
internal sealed class ReadinessChecks(IServiceCollection services, IOptions<NpgsqlObservabilityOptions> options) : IConfigureOptions<HealthCheckServiceOptions>
{
    private const string Name = "database";

    public void Configure(HealthCheckServiceOptions checks)
    {
        if (!options.Value.Readiness)
            return;
        foreach (var key in services.Where(static service => service.ServiceType == typeof(NpgsqlDataSource)).Select(static service => service.ServiceKey).Distinct())
        {
            var name = key is null ? Name : $"{Name}-{key}";
            checks.Registrations.Add(new HealthCheckRegistration(name, provider => new NpgsqlHealthCheck(DataSource(provider, key)), failureStatus: null, tags: ["ready"], options.Value.ReadinessTimeout));
        }
    }

    private static NpgsqlDataSource DataSource(IServiceProvider provider, object? key) =>
        key is null ? provider.GetRequiredService<NpgsqlDataSource>() : provider.GetRequiredKeyedService<NpgsqlDataSource>(key);
}
