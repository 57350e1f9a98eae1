namespace Takumi.Observability;

/// <summary>
/// Makes a partial class a set of declared metrics: its partial methods that carry a metric attribute get their bodies from the build.
/// </summary>
/// <remarks>
/// A static class owns its meter. A class with instance methods gets a constructor that takes an <c>IMeterFactory</c>,
/// so that each service provider, and each test, has its own instruments.
/// </remarks>
/// <param name="name">The meter's name, which is what <c>AddMeter</c> of OpenTelemetry takes. Usually the assembly's or the product's name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MeterAttribute(string name) : Attribute
{
    /// <summary>The meter's name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Whether these metrics are measured also within <see cref="TakumiTelemetry.Mute"/> and beneath muted endpoints. Default false: they are not, except up-down counters,
    /// whose pairs of up and down must stay whole. For counts that have to agree with something else, whoever causes them.
    /// </summary>
    public bool IgnoresMute { get; set; }
}
