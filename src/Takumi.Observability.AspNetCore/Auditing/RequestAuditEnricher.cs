using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Takumi.Observability.Requests;

namespace Takumi.Observability.Auditing;

/// <summary>Tells an audit event who the caller of the current request is. What the application said itself stays.</summary>
internal sealed class RequestAuditEnricher(IHttpContextAccessor accessor, IOptions<AspNetCoreOptions> options) : IAuditEnricher
{
    private readonly IList<string> _userIdClaims = options.Value.UserIdClaims;

    public AuditEvent Enrich(AuditEvent auditEvent)
    {
        if (accessor.HttpContext is not { } context)
            return auditEvent;
        return auditEvent with
        {
            UserId = auditEvent.UserId ?? UserIdOf(context),
            Ip = auditEvent.Ip ?? ClientAddress.Of(context.Connection),
            UserAgent = auditEvent.UserAgent ?? UserAgent.Of(context.Request),
        };
    }

    private string? UserIdOf(HttpContext context)
    {
        foreach (var type in _userIdClaims)
        {
            if (context.User.FindFirst(type)?.Value is { Length: > 0 } id)
                return id;
        }

        return null;
    }
}
