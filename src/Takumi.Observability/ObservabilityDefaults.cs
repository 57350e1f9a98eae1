namespace Takumi.Observability;

/// <summary>What is collected without being named.</summary>
internal static class ObservabilityDefaults
{
    public static readonly string[] Sources = [TakumiTelemetry.ActivitySourceName, "Microsoft.AspNetCore*", "System.Net.Http", "Npgsql"];

    public static readonly string[] Meters = [TakumiTelemetry.MeterName, "Microsoft.AspNetCore.*", "System.Net.Http", "Npgsql", "System.Runtime"];
}
