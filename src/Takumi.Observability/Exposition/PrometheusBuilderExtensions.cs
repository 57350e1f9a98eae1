using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Takumi.Observability;
using Takumi.Observability.Configuration;
using Takumi.Observability.Exposition;
using Takumi.Observability.Exposition.Listening;
using Takumi.Observability.Health;
using Takumi.Observability.Hosting;
using Takumi.Observability.Redaction;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Makes metrics scrapable by Prometheus, on this library's builder and on any other of OpenTelemetry's.
/// </summary>
public static class PrometheusBuilderExtensions
{
    /// <summary>Makes the metrics ready to be scraped, without a server: a <see cref="ScrapeHandler"/> in the services answers scrapes.</summary>
    /// <inheritdoc cref="AddPrometheusExposition{TBuilder}(TBuilder, Action{PrometheusOptions})"/>
    public static TBuilder AddPrometheusExposition<TBuilder>(this TBuilder builder)
        where TBuilder : IOpenTelemetryBuilder =>
        builder.AddPrometheusExposition(static _ => { });

    /// <summary>Makes the metrics ready to be scraped, without a server: a <see cref="ScrapeHandler"/> in the services answers scrapes.</summary>
    /// <remarks>
    /// May be called more than once: there is one reader and every configuration applies. Exemplars are recorded for measurements within a sampled trace,
    /// unless <c>OTEL_METRICS_EXEMPLAR_FILTER</c> or the application's own <c>SetExemplarFilter</c> says otherwise. Options come from section <c>Observability:Prometheus</c>, then from code;
    /// what can't be used stops the start of the host with an <see cref="OptionsValidationException"/> that names it.
    /// </remarks>
    /// <param name="builder">The builder to extend.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddPrometheusExposition<TBuilder>(this TBuilder builder, Action<PrometheusOptions> configure)
        where TBuilder : IOpenTelemetryBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);

        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(PrometheusMetricReader)))
        {
            services.Configure(configure);
            return builder;
        }

        services.AddSingleton<IConfigureOptions<PrometheusOptions>, PrometheusSection>();
        services.AddSingleton<IValidateOptions<PrometheusOptions>, PrometheusOptionsValidator>();
        services.Configure(configure);
        services.AddSingleton(CreateReader);
        services.AddSingleton(CreateHandler);
        builder.WithMetrics();
        services.ConfigureOpenTelemetryMeterProvider(AddReader);
        services.InsertFirst(static first => first.ConfigureOpenTelemetryMeterProvider(ExemplarFilterDefault.Apply));
        return builder;
    }

    /// <summary>Serves the metrics on <c>http://127.0.0.1:9464/metrics</c>, and liveness and readiness beside it, for a worker without ASP.NET Core.</summary>
    /// <inheritdoc cref="AddPrometheusListener{TBuilder}(TBuilder, Action{PrometheusListenerOptions})"/>
    public static TBuilder AddPrometheusListener<TBuilder>(this TBuilder builder)
        where TBuilder : IOpenTelemetryBuilder =>
        builder.AddPrometheusListener(static _ => { });

    /// <summary>Serves the metrics, <c>/health</c> and <c>/ready</c> over HTTP, for a worker without ASP.NET Core.</summary>
    /// <remarks>
    /// Includes <see cref="AddPrometheusExposition{TBuilder}(TBuilder)"/>. May be called more than once: there is one listener and every configuration applies.
    /// Options come from section <c>Observability:PrometheusListener</c>, then from code; what can't be used stops the start of the host with an
    /// <see cref="OptionsValidationException"/> that names it, a port that is taken with an <see cref="InvalidOperationException"/>.
    /// </remarks>
    /// <param name="builder">The builder to extend.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddPrometheusListener<TBuilder>(this TBuilder builder, Action<PrometheusListenerOptions> configure)
        where TBuilder : IOpenTelemetryBuilder
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddPrometheusExposition();

        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(ScrapeListener)))
        {
            services.Configure(configure);
            return builder;
        }

        services.AddSingleton<IConfigureOptions<PrometheusListenerOptions>, PrometheusListenerSection>();
        services.AddSingleton<IValidateOptions<PrometheusListenerOptions>, PrometheusOptionsValidator>();
        services.Configure(configure);
        services.AddSingleton(CreateListener);
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<ScrapeListener>());
        return builder;
    }

    // In the deferred stage, where the options are known. OpenTelemetry may build a provider also where metrics are switched off.
    private static void AddReader(IServiceProvider services, MeterProviderBuilder metrics)
    {
        if (AreMetricsOn(services))
            metrics.AddReader(services.GetRequiredService<PrometheusMetricReader>());
    }

    private static bool AreMetricsOn(IServiceProvider services) => services.GetRequiredService<IOptions<ObservabilityOptions>>().Value.Metrics;

    private static PrometheusMetricReader CreateReader(IServiceProvider services)
    {
        var logger = services.GetService<ILoggerFactory>()?.CreateLogger("Takumi.Observability.Exposition");
        return new PrometheusMetricReader(Options(services), new ExpositionWarnings(logger ?? NullLogger.Instance), services.GetService<RedactionPolicy>());
    }

    private static ScrapeHandler CreateHandler(IServiceProvider services)
    {
        // The reader gets its metrics from the provider, which may not have been built yet.
        if (AreMetricsOn(services))
            services.GetService<MeterProvider>();
        return new ScrapeHandler(services.GetRequiredService<PrometheusMetricReader>(), Options(services), Time(services));
    }

    private static ScrapeListener CreateListener(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<PrometheusListenerOptions>>().Value;
        var logger = services.GetService<ILogger<ScrapeListener>>() ?? NullLogger<ScrapeListener>.Instance;
        return new ScrapeListener(services.GetRequiredService<ScrapeHandler>(), services.GetService<HealthHandler>(), options, Time(services), logger);
    }

    private static TimeProvider Time(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    private static PrometheusOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<PrometheusOptions>>().Value;
}
