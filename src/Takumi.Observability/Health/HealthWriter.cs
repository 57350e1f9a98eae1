using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Takumi.Observability.Redaction;
using Takumi.Observability.Resources;

namespace Takumi.Observability.Health;

/// <summary>Writes the JSON of a probe's answer. Of a check only its name, status and latency are told, unless the options say otherwise: descriptions and exceptions may hold connection strings.</summary>
internal sealed class HealthWriter(ServiceIdentity identity, IOptions<ObservabilityOptions> options, HostRedaction redaction, TimeProvider time)
{
    public ReadOnlyMemory<byte> Write(HealthReport report)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("status", HealthStatusText.Of(report.Status));
        json.WriteString("timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("version", identity.Version);
        json.WriteStartObject("checks");
        foreach (var (name, check) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", HealthStatusText.Of(check.Status));
            json.WriteNumber("latency_ms", Math.Round(check.Duration.TotalMilliseconds, 3));
            if (options.Value.Health.ShowDetails)
                WriteDetails(json, check);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private void WriteDetails(Utf8JsonWriter json, HealthReportEntry check)
    {
        if (check.Description is { } description)
            json.WriteString("description", redaction.Logs.RedactText(description));
        if (check.Exception is { } exception)
            json.WriteString("exception", redaction.Logs.RedactException(exception).Type);
    }
}
