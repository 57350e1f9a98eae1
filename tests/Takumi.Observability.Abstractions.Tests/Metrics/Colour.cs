namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>A closed label of the tests.</summary>
internal enum Colour
{
    Red,
    DarkGreen,
    [LabelValue("sky")]
    Blue,
}
