using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using Takumi.Observability;
using Takumi.Observability.Auditing;
using Takumi.Observability.Configuration;
using Takumi.Observability.Muting;
using Takumi.Observability.Requests;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes a web application observable.</summary>
public static class TakumiAspNetCoreExtensions
{
    private const string FrameworkMeter = "Microsoft.AspNetCore.Hosting";

    /// <summary>
    /// Traces, metrics, logs and the audit trail of <see cref="TakumiObservabilityServiceCollectionExtensions.AddTakumiObservability(IServiceCollection)"/>, and of every HTTP request and WebSocket:
    /// server spans, the catalogue's metrics, audit events with the caller's identity. Nothing has to be added to the pipeline.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <returns>OpenTelemetry's builder, on which the adapters' extensions are found as well.</returns>
    public static TakumiObservabilityBuilder AddTakumiObservability(this IHostApplicationBuilder builder) => builder.AddTakumiObservability(static _ => { });

    /// <inheritdoc cref="AddTakumiObservability(IHostApplicationBuilder)"/>
    /// <param name="builder">The application's builder.</param>
    /// <param name="configure">Runs after the configuration was read, before the <c>OTEL_*</c> variables are.</param>
    public static TakumiObservabilityBuilder AddTakumiObservability(this IHostApplicationBuilder builder, Action<ObservabilityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddTakumiObservability(configure).AddAspNetCore();
    }

    /// <summary>Observes HTTP requests and WebSockets with the default options.</summary>
    public static TakumiObservabilityBuilder AddAspNetCore(this TakumiObservabilityBuilder builder) => builder.AddAspNetCore(static _ => { });

    /// <summary>Observes HTTP requests and WebSockets. Called more than once, also after <c>builder.AddTakumiObservability()</c>, it only configures.</summary>
    public static TakumiObservabilityBuilder AddAspNetCore(this TakumiObservabilityBuilder builder, Action<AspNetCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (!builder.Services.Any(static one => one.ServiceType == typeof(RequestTelemetry)))
            AddOnce(builder.AddPrometheusExposition().Services);
        builder.Services.Configure(configure);
        return builder;
    }

    private static void AddOnce(IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<AspNetCoreOptions>, AspNetCoreSection>();
        services.AddSingleton<IValidateOptions<AspNetCoreOptions>, AspNetCoreOptionsValidator>();
        services.AddSingleton<RequestTelemetry>();
        // First in line: what other startup filters answer themselves, host filtering for example, is a request too.
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, RequestTelemetryStartupFilter>());
        services.AddSingleton<IDeveloperPageExceptionFilter, DeveloperPageExceptions>();
        services.AddHostedService<MutingCheck>();
        // Afterwards: AddRazorPages() begins with an empty list.
        services.PostConfigure<RazorPagesOptions>(static pages => pages.Conventions.Add(new MutedPageHandlers()));
        services.AddHttpContextAccessor();
        services.AddSingleton<IAuditEnricher, RequestAuditEnricher>();
        services.ConfigureOpenTelemetryMeterProvider(ChooseHttpMetrics);
    }

    // Which meters are subscribed is settled below; what is dropped here is never enabled, and so costs nothing.
    private static void ChooseHttpMetrics(IServiceProvider services, MeterProviderBuilder metrics)
    {
        if (services.GetRequiredService<IOptions<AspNetCoreOptions>>().Value.HttpMetrics == HttpMetrics.Catalogue)
            metrics.AddView(static instrument => instrument.Meter.Name == FrameworkMeter ? MetricStreamConfiguration.Drop : null);
    }
}
