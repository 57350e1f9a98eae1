using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;
using Takumi.Observability.Npgsql.Tests.Fixtures;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Npgsql.Tests;

/// <summary>The readiness check: there for each data source, right, and mute.</summary>
public sealed class ReadinessTests(SharedServer<PostgresServer> postgres)
{
    private static readonly CancellationToken s_cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_answers_is_healthy_and_its_probe_leaves_nothing()
    {
        await using var service = await ObservedService.StartAsync(await postgres.GetAsync(s_cancellation));

        var status = HealthStatus.Unhealthy;
        var trace = await ObservedService.TraceAsync(async () => status = (await CheckAsync(service)).Status);

        status.ShouldBe(HealthStatus.Healthy);
        service.Spans(trace).ShouldBeEmpty();
        service.Measurements(trace).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_is_gone_is_unhealthy_and_its_probe_leaves_nothing()
    {
        await using var server = await PostgresServer.StartAsync(s_cancellation);
        await using var service = await ObservedService.StartAsync(server);
        await server.KillAsync();

        HealthReportEntry entry = default;
        var trace = await ObservedService.TraceAsync(async () => entry = await CheckAsync(service));

        (entry.Status, entry.Description).ShouldBe((HealthStatus.Unhealthy, "PostgreSQL does not answer."));
        entry.Exception.ShouldBeAssignableTo<NpgsqlException>();
        service.Spans(trace).ShouldBeEmpty();
        service.Measurements(trace).ShouldBeEmpty();
    }

    [Fact]
    public void Each_data_source_of_the_container_has_a_check()
    {
        var services = new ServiceCollection();
        services.AddTakumiObservability().AddNpgsql(options => options.ReadinessTimeout = TimeSpan.FromSeconds(2));
        services.AddSingleton(_ => NpgsqlDataSource.Create("Host=127.0.0.1"));
        services.AddKeyedSingleton("reporting", (_, _) => NpgsqlDataSource.Create("Host=127.0.0.1"));

        Registrations(services).Select(check => (check.Name, string.Join(',', check.Tags), check.Timeout))
            .ShouldBe([("database", "ready", TimeSpan.FromSeconds(2)), ("database-reporting", "ready", TimeSpan.FromSeconds(2))]);
    }

    [Fact]
    public void Without_a_data_source_or_when_it_is_not_wanted_there_is_no_check()
    {
        var without = new ServiceCollection();
        without.AddTakumiObservability().AddNpgsql();
        var unwanted = new ServiceCollection();
        unwanted.AddTakumiObservability().AddNpgsql(options => options.Readiness = false);
        unwanted.AddSingleton(_ => NpgsqlDataSource.Create("Host=127.0.0.1"));

        Registrations(without).ShouldBeEmpty();
        Registrations(unwanted).ShouldBeEmpty();
    }

    private static IEnumerable<HealthCheckRegistration> Registrations(ServiceCollection services)
    {
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationManager());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;
    }

    private static async Task<HealthReportEntry> CheckAsync(ObservedService service) =>
        (await service.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(s_cancellation)).Entries["database"];
}
