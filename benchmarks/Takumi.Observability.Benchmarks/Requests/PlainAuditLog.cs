using Microsoft.Extensions.Logging;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>The audit event as the fastest log record that is written by hand: the same text and the same attributes, by a generated method.</summary>
internal static partial class PlainAuditLog
{
#pragma warning disable SYSLIB1015 // what is not in the text is an attribute, as in ours
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "[AUDIT] {Event}")]
    public static partial void Audited(
        ILogger logger, string @event, string resource, string action, string result, string? userId, string resourceId, string txHash, string? ip, string userAgent,
        string timestamp, string service, string environment, string? traceId, string? spanId, string recordId);
#pragma warning restore SYSLIB1015
}
