using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Takumi.Observability.Exposition;

namespace Takumi.Observability.Endpoints;

/// <summary>Answers scrapes through the application's own server.</summary>
internal static class MetricsEndpoint
{
    public static async Task Scrape(HttpContext context)
    {
        // Asked before the handler is made: making it would build a meter provider that nobody wants.
        if (!context.RequestServices.GetRequiredService<IOptions<ObservabilityOptions>>().Value.Metrics)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var scrape = await context.RequestServices.GetRequiredService<ScrapeHandler>().ScrapeAsync(RequestOf(context.Request), context.RequestAborted).ConfigureAwait(false);
        var response = context.Response;
        response.StatusCode = scrape.StatusCode;
        foreach (var (name, value) in scrape.Headers)
            response.Headers[name] = value;
        response.ContentLength = scrape.ContentLength;
        await scrape.WriteBodyAsync(response.BodyWriter, context.RequestAborted).ConfigureAwait(false);
    }

    private static ScrapeRequest RequestOf(HttpRequest request) => new(request.Method)
    {
        Accept = request.Headers.Accept,
        AcceptEncoding = request.Headers.AcceptEncoding,
        ScrapeTimeoutSeconds = request.Headers["X-Prometheus-Scrape-Timeout-Seconds"],
    };
}
