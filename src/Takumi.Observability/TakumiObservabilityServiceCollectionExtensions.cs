using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Takumi.Observability;
using Takumi.Observability.Auditing;
using Takumi.Observability.Configuration;
using Takumi.Observability.Printing;
using Takumi.Observability.Diagnosis;
using Takumi.Observability.Exposition;
using Takumi.Observability.Health;
using Takumi.Observability.Hosting;
using Takumi.Observability.Otlp;
using Takumi.Observability.Propagation;
using Takumi.Observability.Redaction;
using Takumi.Observability.Resources;
using Takumi.Observability.Sampling;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The one line.</summary>
public static class TakumiObservabilityServiceCollectionExtensions
{
    /// <summary>Makes the service observable: traces, metrics and logs by OpenTelemetry, exported over OTLP where an endpoint is configured, and an audit trail (<see cref="IAuditLog"/>).</summary>
    /// <remarks>May be called more than once: the delegates add up, everything else happens once. Goes together with an <c>AddOpenTelemetry()</c> of the application's own, which is left in charge of what it sets.</remarks>
    public static TakumiObservabilityBuilder AddTakumiObservability(this IServiceCollection services) =>
        services.AddTakumiObservability(static _ => { });

    /// <inheritdoc cref="AddTakumiObservability(IServiceCollection)"/>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Runs after the configuration was read, before the <c>OTEL_*</c> variables are.</param>
    public static TakumiObservabilityBuilder AddTakumiObservability(this IServiceCollection services, Action<ObservabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new TakumiObservabilityBuilder(services);
        if (!services.Any(service => service.ServiceType == typeof(TelemetryLifetime)))
            AddOnce(builder);
        services.Configure(configure);
        return builder;
    }

    private static void AddOnce(TakumiObservabilityBuilder builder)
    {
        var services = builder.Services;
        services.AddLogging();
        services.AddOptions<ObservabilityOptions>();
        services.AddSingleton<IConfigureOptions<ObservabilityOptions>, SectionOptions>();
        services.AddSingleton<IPostConfigureOptions<ObservabilityOptions>, StandardVariables>();
        services.AddSingleton<IValidateOptions<ObservabilityOptions>, OptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ServiceIdentity>();
        services.AddSingleton<ExportAbort>();
        services.AddSingleton<LossReport>();
        services.AddSingleton<Contained>();
        services.AddSingleton<HostRedaction>();
        services.AddSingleton<Propagators>();
        services.TryAddSingleton(static provider => provider.GetRequiredService<HostRedaction>().Metrics);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OtlpExporters>(provider, services));
        services.AddSingleton<TelemetryLifetime>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TelemetryLifetime>());
        AddDiagnosis(services);
        AddAuditing(services);
        AddHealth(services);
        AddProviders(builder);
    }

    private static void AddDiagnosis(IServiceCollection services)
    {
        services.AddSingleton<SdkLosses>();
        services.AddSingleton<HostErrorObserver>();
        services.AddSingleton<CardinalityWarnings>();
        services.AddSingleton<ProcessMetrics>();
        services.AddSingleton<IStartupCheck, WeavingCheck>();
        services.AddSingleton<IStartupCheck>(provider => ActivatorUtilities.CreateInstance<DestinationReport>(provider, services));
    }

    private static void AddAuditing(IServiceCollection services)
    {
        services.AddSingleton<AuditLogger>();
        services.AddSingleton<PersonalDataSplit>();
        services.AddSingleton<IAuditLog, AuditLog>();
        services.AddSingleton<IStartupCheck, DurabilityCheck>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, UnfilteredAudit>();
    }

    private static void AddHealth(IServiceCollection services)
    {
        services.AddSingleton<HostState>();
        services.AddSingleton<HealthWriter>();
        services.AddSingleton<ObservedChecks>();
        services.AddSingleton(static provider =>
            new HealthHandler(provider.GetRequiredService<ObservedChecks>(), provider.GetRequiredService<HostState>(), provider.GetRequiredService<HealthWriter>()));
    }

    private static void AddProviders(TakumiObservabilityBuilder builder)
    {
        builder.WithTracing().WithMetrics().WithLogging(configureBuilder: null, configureOptions: static logging => logging.IncludeFormattedMessage = true);
        builder.Services.AddSingleton<ILoggerProvider>(static provider => new ScopeRedactingLoggerProvider(provider, provider.GetRequiredService<HostRedaction>().Logs));
        builder.Services.InsertFirst(static services =>
        {
            services.ConfigureOpenTelemetryTracerProvider(Configure);
            services.ConfigureOpenTelemetryMeterProvider(Configure);
            services.ConfigureOpenTelemetryLoggerProvider(Configure);
        });
        builder.Services.ConfigureOpenTelemetryTracerProvider(static (provider, tracing) => provider.GetRequiredService<OtlpExporters>().AddTo(tracing));
        builder.Services.ConfigureOpenTelemetryMeterProvider(static (provider, metrics) => provider.GetRequiredService<OtlpExporters>().AddTo(metrics));
        builder.Services.ConfigureOpenTelemetryLoggerProvider(static (provider, logging) => provider.GetRequiredService<OtlpExporters>().AddTo(logging));
    }

    private static void Configure(IServiceProvider provider, TracerProviderBuilder tracing)
    {
        var options = provider.GetRequiredService<IOptions<ObservabilityOptions>>().Value;
        tracing.ConfigureResource(provider.GetRequiredService<ServiceIdentity>().Configure);
        tracing.AddProcessor(new RedactingSpanProcessor(provider.GetRequiredService<HostRedaction>().Traces));
        tracing.SetSampler(SamplerFactory.Create(options));
        if (options.Tracing)
            tracing.AddSource([.. ObservabilityDefaults.Sources, .. options.Sources]);
        if (options.PrintTraces)
            tracing.AddProcessor(new TraceTreePrinter(Console.Out));
    }

    private static void Configure(IServiceProvider provider, MeterProviderBuilder metrics)
    {
        var options = provider.GetRequiredService<IOptions<ObservabilityOptions>>().Value;
        metrics.ConfigureResource(provider.GetRequiredService<ServiceIdentity>().Configure);
        if (options.Metrics)
            metrics.AddMeter([.. ObservabilityDefaults.Meters, .. ObservabilityDefaults.DeclaredMeters, .. options.Meters]);
        ExemplarFilterDefault.Apply(provider, metrics);
    }

    private static void Configure(IServiceProvider provider, LoggerProviderBuilder logging)
    {
        logging.ConfigureResource(provider.GetRequiredService<ServiceIdentity>().Configure);
        logging.AddProcessor(new RedactingLogProcessor(provider.GetRequiredService<HostRedaction>().Logs));
    }
}
