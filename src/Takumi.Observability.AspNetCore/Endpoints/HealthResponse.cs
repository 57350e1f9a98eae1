using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Takumi.Observability.Endpoints;

/// <summary>
/// The answer of the health endpoints: <c>{status, timestamp, version, checks: {name: {status, latency_ms}}}</c>.
/// Of a check only its name, status and latency are told: descriptions and exceptions may hold connection strings.
/// </summary>
internal static class HealthResponse
{
    private static readonly IReadOnlyDictionary<string, HealthReportEntry> s_noChecks = new Dictionary<string, HealthReportEntry>();

    public static async Task WriteAsync(HttpContext context, HealthReport? report, string? version, TimeProvider time)
    {
        var status = report?.Status ?? HealthStatus.Healthy;
        var response = context.Response;
        response.StatusCode = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";

        var json = new Utf8JsonWriter(response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("status", TextOf(status));
            json.WriteString("timestamp", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("version", version);
            json.WriteStartObject("checks");
            foreach (var (name, check) in report?.Entries ?? s_noChecks)
            {
                json.WriteStartObject(name);
                json.WriteString("status", TextOf(check.Status));
                json.WriteNumber("latency_ms", Math.Round(check.Duration.TotalMilliseconds, 3));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static string TextOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
