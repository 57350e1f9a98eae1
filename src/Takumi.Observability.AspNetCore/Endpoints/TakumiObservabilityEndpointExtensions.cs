using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability;
using Takumi.Observability.Endpoints;
using Takumi.Observability.Requests;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets a service answer for itself.</summary>
public static class TakumiObservabilityEndpointExtensions
{
    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>/metrics</c>, <c>/health</c> and <c>/ready</c>, muted in traces and metrics.</summary>
    /// <returns>Conventions for the three together, <c>RequireHost</c> or <c>RequireAuthorization</c> for example.</returns>
    public static IEndpointConventionBuilder MapTakumiObservability(this IEndpointRouteBuilder endpoints) => endpoints.MapTakumiObservability(static _ => { });

    /// <summary>Maps the three endpoints where <paramref name="configure"/> says.</summary>
    /// <returns>Conventions for the three together, <c>RequireHost</c> or <c>RequireAuthorization</c> for example.</returns>
    /// <exception cref="InvalidOperationException">The services know nothing of this library.</exception>
    /// <exception cref="ArgumentException">A path can't be used; the message says which and what is allowed.</exception>
    public static IEndpointConventionBuilder MapTakumiObservability(this IEndpointRouteBuilder endpoints, Action<ObservabilityEndpointOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ObservabilityEndpointOptions();
        configure(options);
        if (options.Validate() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(configure));

        if (endpoints.ServiceProvider.GetService<RequestTelemetry>() is null)
            throw new InvalidOperationException("MapTakumiObservability() has nothing to show: call builder.AddTakumiObservability() before the application is built.");

        var group = endpoints.MapGroup("");
        Map(options.MetricsPath, MetricsEndpoint.Scrape, "Metrics");
        Map(options.HealthPath, HealthEndpoints.Alive, "Liveness");
        Map(options.ReadyPath, HealthEndpoints.Ready, "Readiness");
        return group.MuteTelemetry();

        void Map(string? path, RequestDelegate answer, string name)
        {
            if (path is not null)
                group.MapMethods(path, s_reading, answer).WithDisplayName(name);
        }
    }
}
