using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Requests;

/// <summary>What a request's client says it is.</summary>
internal static class UserAgent
{
    public static string? Of(HttpRequest request)
    {
        var values = request.Headers.UserAgent;
        return values.Count > 0 && values[0] is { Length: > 0 } agent ? agent : null;
    }
}
