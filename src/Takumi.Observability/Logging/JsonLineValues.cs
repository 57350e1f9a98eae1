using System.Globalization;
using System.Text.Json;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Logging;

/// <summary>The members of one JSON line: each name once, with the catalogue's name where the framework has another.</summary>
internal sealed class JsonLineValues(Utf8JsonWriter json)
{
    private readonly HashSet<string> _names = new(16, StringComparer.Ordinal);

    public void AddAll(IEnumerable<KeyValuePair<string, object?>>? values)
    {
        foreach (var (name, value) in values ?? [])
        {
            if (name != RedactedAttributes.OriginalFormat)
                Add(NameOf(name), value);
        }
    }

    public void Add(string name, object? value)
    {
        if (value is null || !_names.Add(name))
            return;
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long or short or byte or sbyte or ushort or uint:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, MessageTemplate.TextOf(value));
                break;
        }
    }

    /// <summary>The names of ASP.NET Core's scopes and of its own records of a request.</summary>
    private static string NameOf(string name) => name switch
    {
        "RequestId" => "requestId",
        "RequestPath" or "Path" => "path",
        "Method" => "method",
        "StatusCode" => "statusCode",
        "ElapsedMilliseconds" => "duration_ms",
        "UserId" => "userId",
        "TraceId" => "traceId",
        "SpanId" => "spanId",
        _ => name,
    };
}
