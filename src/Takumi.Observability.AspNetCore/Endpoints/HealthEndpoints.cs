using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Takumi.Observability.Endpoints;

/// <summary>Liveness and readiness of a service.</summary>
internal sealed class HealthEndpoints(IServiceProvider services)
{
    private readonly string? _version = services.GetService<IOptions<ObservabilityOptions>>()?.Value.ServiceVersion;
    private readonly TimeProvider _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
    private readonly HealthCheckService? _checks = services.GetService<HealthCheckService>();

    public Task Alive(HttpContext context) => HealthResponse.WriteAsync(context, report: null, _version, _time);

    public async Task Ready(HttpContext context)
    {
        var report = _checks is null ? null : await _checks.CheckHealthAsync(context.RequestAborted).ConfigureAwait(false);
        await HealthResponse.WriteAsync(context, report, _version, _time).ConfigureAwait(false);
    }
}
