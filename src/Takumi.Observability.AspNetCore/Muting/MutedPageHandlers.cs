using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Filters;
using Takumi.Observability.Requests;

namespace Takumi.Observability.Muting;

/// <summary>Mutes a request when a Razor page's handler that says so was chosen: all handlers of a page share one endpoint, whose metadata knows nothing of theirs.</summary>
internal sealed class MutedPageHandlers : IPageApplicationModelConvention, IPageFilter
{
    public void Apply(PageApplicationModel model)
    {
        if (model.HandlerMethods.Any(static handler => handler.Attributes.OfType<MuteTelemetryAttribute>().Any()))
            model.Filters.Add(this);
    }

    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
        if (context.HandlerMethod?.MethodInfo.IsDefined(typeof(MuteTelemetryAttribute), inherit: true) is true
            && context.HttpContext.Features.Get<IEndpointFeature>() is RequestObservation request)
        {
            request.Mute();
        }
    }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }
}
