using Microsoft.AspNetCore.Http;

namespace Takumi.Observability.Requests;

/// <summary>Tells from an answer that its caller reached for what is not theirs: the <c>reason</c> of <see cref="SecurityMetrics.UnauthorizedAccess"/>.</summary>
internal static class RefusedAccess
{
    /// <summary><c>unauthenticated</c> for 401, nobody known was asking; <c>forbidden</c> for 403, one who may not; null for every other answer.</summary>
    public static string? ReasonOf(int statusCode) => statusCode switch
    {
        StatusCodes.Status401Unauthorized => "unauthenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        _ => null,
    };
}
