namespace Takumi.Observability.Generators.Metrics;

/// <summary>
/// Writes the nested class that holds instruments and bounds. Nested, because it is then complete before the first use,
/// whatever order the compiler gives to the initializers of a class in several files.
/// </summary>
internal static class InstrumentsWriter
{
    /// <summary>The expression that the instruments are reached by.</summary>
    public static string Holder(MeterClass type) => type.IsStatic ? "__Instruments" : "__instruments";

    /// <summary>A meter's name, and the version of the assembly that declares it.</summary>
    public static string MeterArguments(MeterClass type) =>
        $"{CSharp.Literal(type.Meter)}, typeof({CSharp.Identifier(type.Name)}).Assembly.GetName().Version?.ToString(3)";

    public static void Write(CodeWriter code, MeterClass type)
    {
        var field = type.IsStatic ? "public static readonly" : "public readonly";
        code.Open(type.IsStatic ? "private static class __Instruments" : "private sealed class __Instruments(" + CSharp.Instruments + "Meter meter)");
        if (type.IsStatic)
            code.Line($"private static readonly {CSharp.Instruments}Meter meter = new({MeterArguments(type)});").Line();

        foreach (var instrument in type.Instruments)
        {
            var name = CSharp.Literal(instrument.Name);
            foreach (var label in instrument.Labels.Where(l => l.IsOpen))
                code.Line($"{field} {CSharp.Runtime}BoundedLabel<{LabelTypeName(label)}> {instrument.LabelField(label)} = new({name}, {CSharp.Literal(label.Name)}, {label.Limit});");

            if (instrument.NeedsSeriesBound)
                code.Line($"{field} {CSharp.Runtime}SeriesBound {instrument.SeriesField} = new({name}, {instrument.MaxSeries});");

            if (instrument.Form >= InstrumentForm.ObservableCounter)
                code.Line($"{field} {CSharp.Runtime}ObservedValues<{instrument.ValueType}> {instrument.ObservedField} = new();");

            code.Line($"{field} {CSharp.Instruments}{instrument.Form}<{instrument.ValueType}> {instrument.Field} = meter.Create{instrument.Form}<{instrument.ValueType}>({Arguments(instrument)});");
        }

        code.Close();
    }

    private static string Arguments(Instrument instrument)
    {
        var described = $"{CSharp.Literal(instrument.Unit)}, {CSharp.Literal(instrument.Description)}";
        var name = CSharp.Literal(instrument.Name);
        return instrument.Form switch
        {
            InstrumentForm.Histogram => $"{name}, {described}, tags: null, advice: new {CSharp.Instruments}InstrumentAdvice<{instrument.ValueType}> {{ HistogramBucketBoundaries = new {instrument.ValueType}[] {{ {string.Join(", ", instrument.Boundaries.Select(CSharp.Literal))} }} }}",
            >= InstrumentForm.ObservableCounter => $"{name}, {instrument.ObservedField}.Observe, {described}",
            _ => $"{name}, {described}",
        };
    }

    private static string LabelTypeName(Label label) => label.Type == LabelType.Text ? "string" : "int";
}
