using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Requests;

/// <summary>Names the framework's request activity and tells it what OpenTelemetry's conventions want to know of a request.</summary>
internal static class ServerSpan
{
    // Written when the pipeline has run: by then forwarded headers were applied, and a request that turned out to be muted has cost nothing.
    public static void Complete(Activity activity, HttpContext context, in RequestOutcome outcome, bool captureQuery)
    {
        var method = outcome.Method;
        if (ReferenceEquals(activity.DisplayName, activity.OperationName))
            activity.DisplayName = outcome.Endpoint?.SpanName(method) ?? method.SpanName;

        var request = context.Request;
        var server = ServerAddress.Of(request.Host);
        var tags = new TagWriter(activity);
        tags.Write(HttpTags.RequestMethod, method.Name);
        if (!method.IsKnown)
            tags.Write(HttpTags.RequestMethodOriginal, outcome.OriginalMethod);
        tags.Write(HttpTags.UrlScheme, request.Scheme);
        tags.Write(HttpTags.UrlPath, outcome.Path.HasValue ? outcome.Path.ToUriComponent() : "/");
        if (captureQuery && outcome.Query.HasValue)
            tags.Write(HttpTags.UrlQuery, outcome.Query.Value![1..]);
        tags.Write(HttpTags.ServerAddress, server.Name);
        tags.Write(HttpTags.ServerPort, server.Port);
        tags.Write(HttpTags.ProtocolVersion, VersionOf(request.Protocol));
        tags.Write(HttpTags.Route, outcome.Endpoint?.Route);
        tags.Write(HttpTags.StatusCode, StatusCodeValue.Boxed(outcome.StatusCode));
        tags.Write(HttpTags.UserAgent, UserAgent.Of(request));
        tags.Write(HttpTags.ClientAddress, ClientAddress.Of(context.Connection));
        WriteError(activity, outcome, tags);
    }

    // A server span is an error for 5xx only, and for what failed after a socket was accepted: what the client did wrong is no fault of this server.
    private static void WriteError(Activity activity, in RequestOutcome outcome, TagWriter tags)
    {
        if (!outcome.IsFailure)
            return;
        if (outcome.Exception is { } exception)
        {
            SpanErrors.Record(activity, exception);
            return;
        }

        tags.Write(SpanTags.ErrorType, StatusCodeValue.Text(outcome.StatusCode));
        if (activity.Status == ActivityStatusCode.Unset)
            activity.SetStatus(ActivityStatusCode.Error);
    }

    private static string? VersionOf(string protocol) => protocol switch
    {
        "HTTP/1.1" => "1.1",
        "HTTP/2" => "2",
        "HTTP/3" => "3",
        "HTTP/1.0" => "1.0",
        _ => null,
    };
}
