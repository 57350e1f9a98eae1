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
}
