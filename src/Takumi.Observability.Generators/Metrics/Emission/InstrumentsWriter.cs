using System.Globalization;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>
/// Writes the nested class that holds instruments and bounds. Nested, because it is then complete before the first use,
/// whatever order the compiler gives to the initializers of a class in several files.
/// </summary>
internal static class InstrumentsWriter
{
    /// <summary>The expression that the instruments are reached by.</summary>
    public static string Holder(MeterClass type) => type.IsStatic ? "__Instruments" : "__instruments";

    /// <summary>The version of a meter: that of the assembly that declares it.</summary>
    public static string Version(MeterClass type) => $"typeof({CSharp.Identifier(type.Name)}).Assembly.GetName().Version?.ToString(3)";

    public static void Write(CodeWriter code, MeterClass type)
    {
        if (type.IsStatic)
            WriteStatic(code, type);
        else
            WriteInstance(code, type);
    }

    // Initializers rather than a constructor: without one the runtime needs no check at every access.
    private static void WriteStatic(CodeWriter code, MeterClass type)
    {
        code.Open("private static class __Instruments");
        code.Line($"private static readonly {CSharp.Instruments}Meter meter = new({CSharp.Literal(type.Meter)}, {Version(type)});");
        foreach (var (fieldType, name, value) in Fields(type))
            code.Line($"public static readonly {fieldType} {name} = {value};");

        code.Close();
    }

    private static void WriteInstance(CodeWriter code, MeterClass type)
    {
        code.Open("private sealed class __Instruments");
        foreach (var (fieldType, name, _) in Fields(type))
            code.Line($"public readonly {fieldType} {name};");

        code.Line().Open($"public __Instruments({CSharp.Instruments}Meter meter)");
        foreach (var (_, name, value) in Fields(type))
            code.Line($"{name} = {value};");

        code.Close().Close();
    }

    private static IEnumerable<(string Type, string Name, string Value)> Fields(MeterClass type) => type.Instruments.SelectMany(Fields);

    private static IEnumerable<(string Type, string Name, string Value)> Fields(Instrument instrument)
    {
        var name = CSharp.Literal(instrument.Name);
        foreach (var label in instrument.Labels.Where(l => l.IsOpen))
        {
            var bound = $"{CSharp.Runtime}BoundedLabel<{(label.Type == LabelType.Text ? "string" : "int")}>";
            yield return (bound, instrument.LabelField(label), $"new {bound}({name}, {CSharp.Literal(label.Name)}, {label.Limit})");
        }

        if (instrument.NeedsSeriesBound)
            yield return ($"{CSharp.Runtime}SeriesBound", instrument.SeriesField, $"new {CSharp.Runtime}SeriesBound({name}, {instrument.MaxSeries})");

        var observed = $"{CSharp.Runtime}ObservedValues<{instrument.ValueType}>";
        if (instrument.Form >= InstrumentForm.ObservableCounter)
            yield return (observed, instrument.ObservedField, $"new {observed}()");

        var generic = $"{instrument.Form}<{instrument.ValueType}>";
        yield return (CSharp.Instruments + generic, instrument.Field, $"meter.Create{generic}({Arguments(instrument)})");
    }

    private static string Arguments(Instrument instrument)
    {
        var described = $"{CSharp.Literal(instrument.Unit)}, {CSharp.Literal(instrument.Description)}";
        var name = CSharp.Literal(instrument.Name);
        return instrument.Form switch
        {
            InstrumentForm.Histogram => $"{name}, {described}, tags: null, advice: {Advice(instrument)}",
            >= InstrumentForm.ObservableCounter => $"{name}, {instrument.ObservedField}.Observe, {described}",
            _ => $"{name}, {described}",
        };
    }

    private static string Advice(Instrument instrument)
    {
        var boundaries = string.Join(", ", instrument.Boundaries.Select(b => instrument.ValueType == "long" ? ((long)b).ToString(CultureInfo.InvariantCulture) : CSharp.Literal(b)));
        return $"new {CSharp.Instruments}InstrumentAdvice<{instrument.ValueType}> {{ HistogramBucketBoundaries = new {instrument.ValueType}[] {{ {boundaries} }} }}";
    }
}
