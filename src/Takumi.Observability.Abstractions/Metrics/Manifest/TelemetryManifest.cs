using System.Reflection;

namespace Takumi.Observability;

/// <summary>Everything that an assembly declares to measure. Reference tables, dashboards and alert checks are made from it.</summary>
/// <param name="Metrics">The metrics, ordered by name.</param>
public sealed record TelemetryManifest(IReadOnlyList<MetricDefinition> Metrics)
{
    /// <summary>The names of the meters, each once: what <c>AddMeter</c> of OpenTelemetry takes.</summary>
    public IEnumerable<string> Meters => Metrics.Select(m => m.Meter).Distinct(StringComparer.Ordinal);

    /// <summary>The manifest that the build has put into an assembly; empty when the assembly declares no metric. Safe in trimmed and native programs.</summary>
    /// <param name="assembly">The assembly to read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="assembly"/> is null.</exception>
    public static TelemetryManifest Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetCustomAttribute<TelemetryManifestAttribute>()?.Manifest ?? new TelemetryManifest([]);
    }
}
