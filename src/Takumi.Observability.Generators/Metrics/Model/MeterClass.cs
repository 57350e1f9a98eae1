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
    /// <summary>As the runtime has it: without the <c>@</c> of a name that is a keyword, which no file name may have either.</summary>
    public string FullName => string.Join(".", new[] { Namespace.Replace("@", "") }.Where(n => n.Length > 0).Concat(OuterTypes).Concat([Name]));
}
