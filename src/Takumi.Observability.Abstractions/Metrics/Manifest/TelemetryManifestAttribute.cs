namespace Takumi.Observability;

/// <summary>
/// Carries the manifest of an assembly: the build derives an attribute from it and puts that on the assembly, so that reading
/// the manifest needs no reflection over types and costs nothing until it is asked for.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public abstract class TelemetryManifestAttribute : Attribute
{
    /// <summary>What the assembly declares.</summary>
    public abstract TelemetryManifest Manifest { get; }
}
