using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Takumi.Observability.Requests;

/// <summary>Puts the middleware before everything else, so that no line in the application's pipeline is needed and none can come too early.</summary>
internal sealed class RequestTelemetryStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<RequestTelemetryMiddleware>();
        next(app);
    };
}
