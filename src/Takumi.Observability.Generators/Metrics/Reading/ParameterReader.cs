using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>
/// Tells the measurement from the labels by type alone: a <c>long</c>, <c>double</c> or <c>TimeSpan</c> is measured (for an observable
/// instrument, a function that returns one); everything else, and whatever carries <c>[Label]</c>, has to be fit for a label.
/// </summary>
internal sealed class ParameterReader(Problems problems)
{
    private const int MostLabels = 8;
    private readonly LabelReader _labels = new(problems);

    public Parameters Read(IMethodSymbol method, InstrumentForm form, string? unit)
    {
        var measured = method.Parameters.Where(p => MeasuredType(p.Type, form) is not null && p.Attribute("LabelAttribute") is null).ToList();
        var labels = Labels(method, method.Parameters.Except(measured, SymbolEqualityComparer.Default).Cast<IParameterSymbol>());
        if (measured.Count == 0 && form == InstrumentForm.Counter)
            return new("1", "long", labels);

        if (measured.Count != 1)
        {
            var allowed = form >= InstrumentForm.ObservableCounter ? "Func<long> or Func<double>" : "long, double or TimeSpan";
            problems.Add(MetricDiagnostics.Measurement, method, method.Name, measured.Count == 0 ? "nothing" : $"{measured.Count} values", $"it needs exactly one parameter of type {allowed}");
            return new(null, "double", labels);
        }

        var type = MeasuredType(measured[0].Type, form)!;
        var name = CSharp.Identifier(measured[0].Name);
        return type == "TimeSpan" ? new(InUnit(measured[0], name, unit), "double", labels) : new(name, type, labels);
    }

    public Parameters ReadLabels(IMethodSymbol method) => new(null, "", Labels(method, method.Parameters));

    private List<Label> Labels(IMethodSymbol method, IEnumerable<IParameterSymbol> parameters)
    {
        var labels = parameters.Select(_labels.Read).OfType<Label>().ToList();
        if (labels.Count > MostLabels)
            problems.Add(MetricDiagnostics.TooManyLabels, method, method.Name, labels.Count);

        foreach (var twice in labels.GroupBy(l => l.ScrapedName).Where(g => g.Count() > 1))
            problems.Add(MetricDiagnostics.LabelName, method, twice.Key, "two parameters have it");

        return labels;
    }

    private string? InUnit(IParameterSymbol parameter, string name, string? unit)
    {
        var property = unit switch
        {
            "s" => "TotalSeconds",
            "ms" => "TotalMilliseconds",
            "us" => "TotalMicroseconds",
            "ns" => "TotalNanoseconds",
            "min" => "TotalMinutes",
            "h" => "TotalHours",
            "d" => "TotalDays",
            _ => null,
        };

        if (property is null)
            problems.Add(MetricDiagnostics.Measurement, parameter, parameter.ContainingSymbol.Name, "a TimeSpan", "its unit has to be one of time, such as 's'");

        return property is null ? null : $"{name}.{property}";
    }

    private static string? MeasuredType(ITypeSymbol type, InstrumentForm form)
    {
        if (form < InstrumentForm.ObservableCounter)
            return type.SpecialType switch
            {
                SpecialType.System_Int64 => "long",
                SpecialType.System_Double => "double",
                _ => type.ToDisplayString() == "System.TimeSpan" ? "TimeSpan" : null,
            };

        return type is INamedTypeSymbol { Name: "Func", TypeArguments.Length: 1 } function && MeasuredType(function.TypeArguments[0], InstrumentForm.Counter) is "long" or "double"
            ? MeasuredType(((INamedTypeSymbol)type).TypeArguments[0], InstrumentForm.Counter)
            : null;
    }
}
