using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Takumi.Observability.Tracing;

namespace Takumi.Observability.Muting;

/// <summary>
/// Silences the rest of a request in traces, in declared metrics and in the framework's request duration. What is beneath is mute as within <see cref="TakumiTelemetry.Mute"/>;
/// the request's own spans, which have begun, are taken out of what is recorded. Logs are untouched, which suppressing all instrumentation would not leave them.
/// </summary>
internal static class RequestMuting
{
    public static Silence Mute(HttpContext context)
    {
        var request = context.Features.Get<IHttpActivityFeature>()?.Activity;

        // Middleware before routing may have started spans of its own by now; they go with the request.
        for (var activity = Activity.Current; activity is not null && activity != request; activity = activity.Parent)
            SilentActivity.Hush(activity);
        if (request is not null)
            SilentActivity.Hush(request);
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
            metrics.MetricsDisabled = true;
        return Silence.Begin();
    }
}
