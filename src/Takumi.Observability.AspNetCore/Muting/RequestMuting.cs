using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Takumi.Observability.Muting;

/// <summary>
/// Silences the rest of a request in traces and in the framework's request duration. Spans are not recorded, and a parent-based sampler starts none beneath them;
/// logs are untouched, which suppressing all instrumentation would not leave them.
/// </summary>
internal static class RequestMuting
{
    public static void Mute(HttpContext context, Activity? request)
    {
        // Middleware before routing may have started spans of its own by now; they go with the request.
        for (var activity = Activity.Current; activity is not null && activity != request; activity = activity.Parent)
            Silence(activity);
        if (request is not null)
            Silence(request);
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
            metrics.MetricsDisabled = true;
    }

    private static void Silence(Activity activity)
    {
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        activity.IsAllDataRequested = false;
    }
}
