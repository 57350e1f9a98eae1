using System.Collections;
using System.Globalization;
using Takumi.Observability.Redaction;

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
        Add("timestamp", Text(record.Timestamp));
        Add("service", record.Service);
        Add("environment", record.Environment);
        Add("traceId", record.TraceId == default ? null : record.TraceId.ToHexString());
        Add("spanId", record.SpanId == default ? null : record.SpanId.ToHexString());
        Add("recordId", record.Id.ToString());
        if (value.Metadata is not null)
        {
            foreach (var (key, metadata) in value.Metadata)
                Add("metadata." + key, metadata);
        }

        foreach (var name in record.Personal?.Values.Keys ?? [])
            Add(name, Mask.Redacted);
        Add("{OriginalFormat}", "[AUDIT] {event}");
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[AUDIT] {_event}";

    /// <summary>RFC 3339 with milliseconds. The round-trip format is formatted several times as fast as a custom one; its ticks are cut off.</summary>
    private static string Text(DateTimeOffset timestamp) => string.Create(24, timestamp.UtcDateTime, static (text, utc) =>
    {
        Span<char> roundTrip = stackalloc char[28];
        utc.TryFormat(roundTrip, out _, "O", CultureInfo.InvariantCulture);
        roundTrip[..23].CopyTo(text);
        text[23] = 'Z';
    });

    private void Add(string name, object? value)
    {
        if (value is not null)
            _values.Add(new(name, value));
    }
}
