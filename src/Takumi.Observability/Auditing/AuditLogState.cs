using System.Collections;
using System.Globalization;

namespace Takumi.Observability.Auditing;

/// <summary>An audit record as structured log values, under the names of the audit catalogue; members that are not set are left out.</summary>
internal sealed class AuditLogState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _values = new(24);
    private readonly string _event;

    public AuditLogState(AuditRecord record)
    {
        var value = record.Event;
        _event = value.Event;
        Add("audit", true);
        Add("event", value.Event);
        Add("resource", value.Resource);
        Add("action", value.Action);
        Add("result", value.Result == AuditResult.Success ? "success" : "failure");
        Add("userId", value.UserId);
        Add("onBehalfOf", value.OnBehalfOf);
        Add("stellarAddress", value.StellarAddress);
        Add("resourceId", value.ResourceId);
        Add("txHash", value.TxHash);
        Add("amount", value.Amount?.ToString(CultureInfo.InvariantCulture));
        Add("ip", value.Ip);
        Add("userAgent", value.UserAgent);
        Add("timestamp", record.Timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Add("service", record.Service);
        Add("environment", record.Environment);
        Add("traceId", record.TraceId == default ? null : record.TraceId.ToHexString());
        Add("spanId", record.SpanId == default ? null : record.SpanId.ToHexString());
        Add("recordId", record.Id.ToString());
        foreach (var (key, metadata) in value.Metadata ?? new Dictionary<string, object?>())
            Add("metadata." + key, metadata);
        Add("{OriginalFormat}", "[AUDIT] {event}");
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[AUDIT] {_event}";

    private void Add(string name, object? value)
    {
        if (value is not null)
            _values.Add(new(name, value));
    }
}
