using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Requests;

/// <summary>The outermost middleware: every request passes it, routed or not, and nothing of the application runs outside of it.</summary>
internal sealed class RequestTelemetryMiddleware(RequestDelegate next, RequestTelemetry telemetry)
{
    public Task InvokeAsync(HttpContext context) =>
        telemetry.Begin(context) is { } request ? ObserveAsync(context, request) : next(context);

    private async Task ObserveAsync(HttpContext context, RequestObservation request)
    {
        Exception? failure = null;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            telemetry.Contain(static one => one.request.End(one.failure), (request, failure));
        }
    }
}
