using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Takumi.Observability;
using Takumi.Observability.Configuration;
using Takumi.Observability.Health;
using Takumi.Observability.Tracing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Observes PostgreSQL.</summary>
public static class TakumiNpgsqlExtensions
{
    /// <summary>
    /// Observes every command, COPY and connection of Npgsql in the process, whoever made the data source or connection: spans named by operation and table, <c>db.*</c> metrics,
    /// and a readiness check for each <c>NpgsqlDataSource</c> of the container. Nothing has to be added to a data source.
    /// </summary>
    public static TakumiObservabilityBuilder AddNpgsql(this TakumiObservabilityBuilder builder) => builder.AddNpgsql(static _ => { });

    /// <inheritdoc cref="AddNpgsql(TakumiObservabilityBuilder)"/>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="configure">Runs after section <c>Observability:Npgsql</c> was read. Called more than once, they add up.</param>
    public static TakumiObservabilityBuilder AddNpgsql(this TakumiObservabilityBuilder builder, Action<NpgsqlObservabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (!builder.Services.Any(static service => service.ServiceType == typeof(NpgsqlTelemetry)))
            AddOnce(builder.Services);
        builder.Services.Configure(configure);
        return builder;
    }

    private static void AddOnce(IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<NpgsqlObservabilityOptions>, NpgsqlSection>();
        services.AddSingleton<IValidateOptions<NpgsqlObservabilityOptions>, NpgsqlOptionsValidator>();
        services.AddSingleton<NpgsqlTelemetry>();
        services.PostConfigure<ObservabilityOptions>(ServerMessages.Reduce);
        services.ConfigureOpenTelemetryTracerProvider(Listen);
        services.ConfigureOpenTelemetryMeterProvider(static (provider, _) => provider.GetRequiredService<NpgsqlTelemetry>());
        services.AddHealthChecks();
        services.AddSingleton<IConfigureOptions<HealthCheckServiceOptions>>(provider => ActivatorUtilities.CreateInstance<ReadinessChecks>(provider, services));
    }

    // The provider's own listener comes after this one: listeners are called in the order in which they came.
    private static void Listen(IServiceProvider provider, TracerProviderBuilder tracing)
    {
        provider.GetRequiredService<NpgsqlTelemetry>();
        if (provider.GetRequiredService<IOptions<ObservabilityOptions>>().Value.Tracing)
            tracing.AddSource(CommandSpan.SourceName);
    }
}
