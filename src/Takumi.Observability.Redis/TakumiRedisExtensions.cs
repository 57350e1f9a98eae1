using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using Takumi.Observability;
using Takumi.Observability.Commands;
using Takumi.Observability.Configuration;
using Takumi.Observability.Health;
using Takumi.Observability.Hosting;
using Takumi.Observability.Multiplexers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Redis.</summary>
public static class TakumiRedisExtensions
{
    /// <summary>
    /// Observes every <c>IConnectionMultiplexer</c> of the services, keyed ones included: a span and a measurement of each command, connection state, errors, and the readiness check <c>redis</c>.
    /// </summary>
    /// <inheritdoc cref="AddRedis(TakumiObservabilityBuilder, Action{RedisObservabilityOptions})"/>
    public static TakumiObservabilityBuilder AddRedis(this TakumiObservabilityBuilder builder) => builder.AddRedis(static _ => { });

    /// <inheritdoc cref="AddRedis(TakumiObservabilityBuilder)"/>
    /// <remarks>
    /// May be called more than once: the delegates add up. Multiplexers that are registered before this call are observed from the moment the application gets them;
    /// those that are registered later are created at the start, in the background. One made by hand is observed by <c>UseTakumiObservability</c>.
    /// </remarks>
    /// <param name="builder">What <c>AddTakumiObservability</c> returned.</param>
    /// <param name="configure">Runs after section <c>Observability:Redis</c> was read.</param>
    public static TakumiObservabilityBuilder AddRedis(this TakumiObservabilityBuilder builder, Action<RedisObservabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        if (!services.Any(service => service.ServiceType == typeof(CommandCollector)))
            AddOnce(services);
        RegisteredMultiplexers.In(services).Wrap();
        services.Configure(configure);
        return builder;
    }

    private static void AddOnce(IServiceCollection services)
    {
        services.AddOptions<RedisObservabilityOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<RedisObservabilityOptions>, RedisSection>();
        services.AddSingleton<IValidateOptions<RedisObservabilityOptions>, RedisOptionsValidator>();
        services.AddSingleton<CommandCollector>();
        services.AddSingleton<ObservedMultiplexers>();
        services.AddSingleton<RedisTelemetryLifetime>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<RedisTelemetryLifetime>());
        services.InsertFirst(static first => first.ConfigureOpenTelemetryTracerProvider(Configure));
        services.AddHealthChecks();
        services.AddSingleton<RedisHealthCheck>();
        services.AddOptions<HealthCheckServiceOptions>().PostConfigure<IOptions<RedisObservabilityOptions>>(AddCheck);
    }

    private static void Configure(IServiceProvider provider, TracerProviderBuilder tracing)
    {
        tracing.AddProcessor(new ParentEnd(provider.GetRequiredService<CommandCollector>()));
        if (provider.GetRequiredService<IOptions<ObservabilityOptions>>().Value.Tracing)
            tracing.AddSource(CommandRecorder.SourceName);
    }

    /// <summary>Unless the application has a check of this name: two would be an error at the first probe.</summary>
    private static void AddCheck(HealthCheckServiceOptions checks, IOptions<RedisObservabilityOptions> options)
    {
        if (!options.Value.Readiness || checks.Registrations.Any(check => string.Equals(check.Name, RedisHealthCheck.Name, StringComparison.OrdinalIgnoreCase)))
            return;
        checks.Registrations.Add(new HealthCheckRegistration(
            RedisHealthCheck.Name, static provider => provider.GetRequiredService<RedisHealthCheck>(), failureStatus: null, tags: ["ready"], options.Value.ReadinessTimeout));
    }
}
