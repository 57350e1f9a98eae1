using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Endpoints;

/// <summary>Liveness and readiness of a service.</summary>
internal static class HealthEndpoints
{
    private static readonly string? s_entryVersion =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    public static Task Alive(HttpContext context) => Answer(context, report: null);

    public static async Task Ready(HttpContext context)
    {
        var checks = context.RequestServices.GetService<HealthCheckService>();
        var report = checks is null ? null : await checks.CheckHealthAsync(context.RequestAborted).ConfigureAwait(false);
        await Answer(context, report).ConfigureAwait(false);
    }

    private static Task Answer(HttpContext context, HealthReport? report)
    {
        var services = context.RequestServices;
        var version = services.GetRequiredService<IOptions<ObservabilityOptions>>().Value.ServiceVersion ?? s_entryVersion;
        return HealthResponse.WriteAsync(context, report, version, services.GetRequiredService<TimeProvider>());
    }
}
