using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Takumi.Observability;
using Takumi.Observability.Requests;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes a web application observable.</summary>
public static class TakumiAspNetCoreExtensions
{
    /// <summary>
    /// Traces, metrics, logs and the audit trail of <see cref="TakumiObservabilityServiceCollectionExtensions.AddTakumiObservability"/>, and of every HTTP request and WebSocket:
    /// server spans, the catalogue's metrics, audit events with the caller's identity. Nothing has to be added to the pipeline.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="configure">Settles what configuration and environment leave open.</param>
    /// <returns>OpenTelemetry's builder, on which the adapters' extensions are found as well.</returns>
    public static TakumiObservabilityBuilder AddTakumiObservability(this IHostApplicationBuilder builder, Action<ObservabilityOptions>? configure = null)
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
        var services = builder.Services;
        services.Configure(configure);
        if (services.Any(static one => one.ServiceType == typeof(RequestTelemetry)))
            return builder;

        services.AddSingleton<RequestTelemetry>();
        // First in line: what other startup filters answer themselves, host filtering for example, is a request too.
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, RequestTelemetryStartupFilter>());
        services.AddHttpContextAccessor();
        return builder;
    }
}
