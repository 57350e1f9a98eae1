namespace Takumi.Observability.Generators.Metrics;

/// <summary>A class with <c>[Meter]</c>: everything its generated half is written from. Equal when that half would be the same text.</summary>
internal sealed record MeterClass(
    string Namespace,
    EquatableArray<string> OuterTypes,
    string Name,
    string Meter,
    bool IsStatic,
    bool IgnoresMute,
    bool HasEnabled,
    EquatableArray<Instrument> Instruments,
    EquatableArray<MetricMethod> Methods)
{
    public string FullName => string.Join(".", new[] { Namespace }.Where(n => n.Length > 0).Concat(OuterTypes).Concat([Name]));
}
