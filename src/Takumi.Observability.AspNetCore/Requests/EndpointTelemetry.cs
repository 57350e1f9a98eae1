using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Takumi.Observability.Requests;

/// <summary>What telemetry wants to know of an endpoint, worked out once and kept as long as the endpoint lives. Thread safe.</summary>
internal sealed class EndpointTelemetry
{
    private static readonly ConditionalWeakTable<Endpoint, EndpointTelemetry> s_known = [];

    private readonly string?[] _spanNames = new string?[RequestMethod.Count];

    private EndpointTelemetry(Endpoint endpoint)
    {
        Route = RouteOf(endpoint);
        IsMuted = endpoint.Metadata.GetMetadata<MuteTelemetryAttribute>() is not null;
    }

    /// <summary>The route template as it was written; null for an endpoint without one.</summary>
    public string? Route { get; }

    public bool IsMuted { get; }

    public static EndpointTelemetry Of(Endpoint endpoint) => s_known.GetValue(endpoint, static one => new EndpointTelemetry(one));

    /// <summary><c>{method} {route}</c>.</summary>
    public string SpanName(RequestMethod method) =>
        _spanNames[method.Index] ??= Route is null ? method.SpanName : $"{method.SpanName} {Route}";

    private static string? RouteOf(Endpoint endpoint)
    {
        var route = endpoint is RouteEndpoint routed
            ? routed.RoutePattern.RawText
            : endpoint.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route;
        return route is "" ? "/" : route;
    }
}
