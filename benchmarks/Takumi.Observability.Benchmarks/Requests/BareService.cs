using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>The service without any telemetry.</summary>
internal sealed class BareService : IMeasuredService
{
    public string Name => "bare ASP.NET Core";

    public void Configure(WebApplicationBuilder builder)
    {
    }

    public void Map(WebApplication app) => app.MapPost("/profiles/{id}", async (HttpContext context) =>
    {
        await Work.SubmitAsync();
        context.Response.StatusCode = StatusCodes.Status201Created;
    });
}
