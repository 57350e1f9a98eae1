namespace Takumi.Observability.Generators.Metrics;

/// <summary>What a label can be made from.</summary>
internal enum LabelType
{
    Text,
    Integer,
    Flag,
    Enumeration,
}
