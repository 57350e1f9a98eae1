using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.Health;

namespace Takumi.Observability.Endpoints;

/// <summary>Answers liveness and readiness probes through the application's own server.</summary>
internal static class HealthEndpoints
{
    public static Task Alive(HttpContext context) => AnswerAsync(context, HealthProbe.Liveness);

    public static Task Ready(HttpContext context) => AnswerAsync(context, HealthProbe.Readiness);

    private static async Task AnswerAsync(HttpContext context, HealthProbe probe)
    {
        var answer = await context.RequestServices.GetRequiredService<HealthHandler>().AnswerAsync(probe, context.RequestAborted).ConfigureAwait(false);
        var response = context.Response;
        response.StatusCode = answer.StatusCode;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
