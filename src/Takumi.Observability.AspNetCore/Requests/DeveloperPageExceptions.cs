using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Takumi.Observability.Requests;

/// <summary>Hears of the exceptions that the developer exception page answers: other than an exception handler, it leaves no trace of them in the request's features.</summary>
internal sealed class DeveloperPageExceptions : IDeveloperPageExceptionFilter
{
    public Task HandleExceptionAsync(ErrorContext errorContext, Func<ErrorContext, Task> next)
    {
        if (errorContext.HttpContext.Features.Get<IEndpointFeature>() is RequestObservation request)
            request.Shown(errorContext.Exception);
        return next(errorContext);
    }
}
