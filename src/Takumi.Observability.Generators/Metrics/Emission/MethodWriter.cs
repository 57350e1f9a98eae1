namespace Takumi.Observability.Generators.Metrics;

/// <summary>Writes the body of one partial method.</summary>
internal static class MethodWriter
{
    // What Counter.Add and its like take without a list of tags.
    private const int MostDirectTags = 3;

    public static void Write(CodeWriter code, MeterClass type, MetricMethod method)
    {
        if (method.Instrument is null)
        {
            code.Line($"{method.Signature} => throw null!;");
            return;
        }

        var instrument = type.Instruments.First(i => i.Name == method.Instrument);
        var labels = instrument.Labels.Zip(method.LabelParameters, (label, parameter) => label with { Parameter = parameter }).ToList();
        var holder = InstrumentsWriter.Holder(type);
        code.Open(method.Signature);
        if (method.Form != MethodForm.Observe)
            code.Line($"var __instrument = {holder}.{instrument.Field};").Line($"if ({Silent(type, instrument, method)})").Deeper(c => c.Line(method.Form == MethodForm.Record ? "return;" : "return default;")).Line();

        WriteBounds(code, holder, instrument, labels);
        WriteEnd(code, holder, instrument, labels, method);
        code.Close();
    }

    // An up-down counter that missed one half of a pair would be wrong for ever; a scope is a pair of its own and can be left out whole.
    private static string Silent(MeterClass type, Instrument instrument, MetricMethod method) =>
        type.IgnoresMute || (instrument.Form == InstrumentForm.UpDownCounter && method.Form == MethodForm.Record)
            ? "!__instrument.Enabled"
            : "!__instrument.Enabled || global::Takumi.Observability.TakumiTelemetry.IsMuted";

    private static void WriteBounds(CodeWriter code, string holder, Instrument instrument, List<Label> labels)
    {
        var open = labels.Where(l => l.IsOpen).ToList();
        foreach (var label in open)
        {
            var find = $"{holder}.{instrument.LabelField(label)}.Find({label.Parameter})";
            code.Line($"var {Bounded(label)} = {(label.IsOptional ? $"{label.Parameter} is null ? null : {find}" : find)};");
        }

        if (!instrument.NeedsSeriesBound)
            return;

        code.Open($"if (!{holder}.{instrument.SeriesField}.Admits({string.Join(", ", labels.Select(Index))}))");
        code.Line($"{holder}.{instrument.SeriesField}.Refused({string.Join(", ", open.Select(Text))});");
        foreach (var label in open)
            code.Line($"{Bounded(label)} = {(label.IsOptional ? $"{Bounded(label)} is null ? null : {CSharp.Runtime}LabelValue.Other" : CSharp.Runtime + "LabelValue.Other")};");

        code.Close().Line();
    }

    private static void WriteEnd(CodeWriter code, string holder, Instrument instrument, List<Label> labels, MetricMethod method)
    {
        var tags = string.Concat(labels.Select(l => $", {Tag(l)}"));
        switch (method.Form)
        {
            case MethodForm.Observe:
                code.Line($"return {holder}.{instrument.ObservedField}.Add({method.Measurement}{tags});");
                break;
            case MethodForm.Time:
                code.Line($"return new global::Takumi.Observability.MetricTimer(__instrument, {CSharp.Literal(method.UnitsPerSecond)}{tags});");
                break;
            case MethodForm.CountInProgress:
                code.Line($"return new global::Takumi.Observability.InProgressScope(__instrument{tags});");
                break;
            case MethodForm.Record:
                WriteRecord(code, instrument, labels, method, tags);
                break;
        }
    }

    private static void WriteRecord(CodeWriter code, Instrument instrument, List<Label> labels, MetricMethod method, string tags)
    {
        var record = instrument.Form is InstrumentForm.Gauge or InstrumentForm.Histogram ? "Record" : "Add";
        if (labels.Count <= MostDirectTags && !labels.Any(l => l.IsOptional))
        {
            code.Line($"__instrument.{record}({method.Measurement}{tags});");
            return;
        }

        code.Line($"var __tags = new {CSharp.TagList}();");
        foreach (var label in labels)
        {
            if (label.IsOptional)
                code.Line($"if ({Bounded(label)} is not null)").Deeper(c => c.Line($"__tags.Add({Tag(label)});"));
            else
                code.Line($"__tags.Add({Tag(label)});");
        }

        code.Line($"__instrument.{record}({method.Measurement}, in __tags);");
    }

    private static string Tag(Label label) => $"new __Tag({CSharp.Literal(label.Name)}, {Text(label)})";

    private static string Text(Label label) => label.Type switch
    {
        LabelType.Enumeration => $"__Text({label.Parameter})",
        LabelType.Flag => $"{label.Parameter} ? \"true\" : \"false\"",
        _ => $"{Bounded(label)}{(label.IsOptional ? "?" : "")}.Text",
    };

    // A number below 65,536 for each value: 0 is other, as LabelValue has it, and the last one stands for no label at all.
    private static string Index(Label label) => label.Type switch
    {
        LabelType.Enumeration => $"__Index({label.Parameter})",
        LabelType.Flag => $"{label.Parameter} ? 1 : 0",
        _ => label.IsOptional ? $"{Bounded(label)}?.Index ?? {ushort.MaxValue}" : $"{Bounded(label)}.Index",
    };

    private static string Bounded(Label label) => $"__{label.Parameter.TrimStart('@')}";
}
