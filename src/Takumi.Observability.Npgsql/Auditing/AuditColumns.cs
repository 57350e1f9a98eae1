namespace Takumi.Observability.Auditing;

/// <summary>The columns of <c>audit_events</c> that a line's text members fill, in the order of the line format: member <c>userId</c>, column <c>user_id</c>.</summary>
internal static class AuditColumns
{
    public static readonly string[] Text =
    [
        "kind", "event", "resource", "action", "result", "user_id", "on_behalf_of", "stellar_address", "resource_id", "tx_hash", "ip", "user_agent", "service", "environment",
        "trace_id", "span_id",
    ];

    public static readonly byte[][] TextMembers =
    [
        "kind"u8.ToArray(), "event"u8.ToArray(), "resource"u8.ToArray(), "action"u8.ToArray(), "result"u8.ToArray(), "userId"u8.ToArray(), "onBehalfOf"u8.ToArray(),
        "stellarAddress"u8.ToArray(), "resourceId"u8.ToArray(), "txHash"u8.ToArray(), "ip"u8.ToArray(), "userAgent"u8.ToArray(), "service"u8.ToArray(), "environment"u8.ToArray(),
        "traceId"u8.ToArray(), "spanId"u8.ToArray(),
    ];

    /// <summary>All columns, in the order in which rows are written and read.</summary>
    public static readonly string List = $"log, sequence, created_at, id, amount, metadata, line, leaf_hash, {string.Join(", ", Text)}";
}
