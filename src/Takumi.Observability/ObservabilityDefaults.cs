using System.Reflection;

namespace Takumi.Observability;

/// <summary>What is collected without being named.</summary>
internal static class ObservabilityDefaults
{
    public static readonly string[] Sources = [TakumiTelemetry.ActivitySourceName, "Microsoft.AspNetCore*", "System.Net.Http"];

    public static readonly string[] Meters = [TakumiTelemetry.MeterName, "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime"];

    /// <summary>The meters of the metrics that the application itself declares, by the manifest that its build has put into it.</summary>
    public static IEnumerable<string> DeclaredMeters =>
        Assembly.GetEntryAssembly() is { } application ? TelemetryManifest.Of(application).Meters : [];
}
