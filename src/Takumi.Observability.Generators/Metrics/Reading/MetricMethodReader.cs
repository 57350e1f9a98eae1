using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Reads the partial methods of one class; gathers the instruments that they declare.</summary>
internal sealed class MetricMethodReader(Problems problems)
{
    // Room in a MetricTimer and an InProgressScope.
    private const int MostScopeLabels = 4;

    private static readonly SymbolDisplayFormat s_typeName = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly InstrumentReader _instruments = new(problems);
    private readonly Dictionary<string, Instrument> _byName = [];
    private readonly Dictionary<string, Instrument> _byMethod = [];

    public IEnumerable<Instrument> Instruments => _byName.Values;

    /// <summary>Reads a method that declares an instrument; null for a timer or an in-progress scope.</summary>
    public MetricMethod? ReadInstrument(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var attribute = method.MetricAttributes().First();
        if (attribute.AttributeClass!.Form() is not { } form)
            return null;

        var before = problems.Count;
        var observes = form >= InstrumentForm.ObservableCounter;
        CheckSignature(method, observes ? "IDisposable" : "void", method.ReturnsVoid != observes && (!observes || method.ReturnType.ToDisplayString() == "System.IDisposable"));
        var parameters = new ParameterReader(problems).Read(method, form, attribute.Named("Unit")?.Value as string);
        var instrument = _instruments.Read(method, attribute, form, parameters, cancellationToken);
        if (problems.Count > before || !IsOneShape(method, instrument))
            return Refused(method);

        if (!_byName.ContainsKey(instrument.ScrapedName))
            _byName[instrument.ScrapedName] = instrument;
        if (!_byMethod.ContainsKey(method.Name))
            _byMethod[method.Name] = instrument;

        return new(Signature(method), observes ? MethodForm.Observe : MethodForm.Record, instrument.Name, parameters.Measurement!, ParameterNames(parameters), 1);
    }

    /// <summary>Reads a timer or an in-progress scope, once every instrument of the class is known.</summary>
    public MetricMethod ReadScope(IMethodSymbol method)
    {
        var attribute = method.MetricAttributes().First();
        var before = problems.Count;
        var times = attribute.AttributeClass!.Name == "TimerAttribute";
        var returns = times ? "MetricTimer" : "InProgressScope";
        CheckSignature(method, returns, method.ReturnType.ToDisplayString() == $"Takumi.Observability.{returns}");
        var parameters = new ParameterReader(problems).ReadLabels(method);
        var target = attribute.FirstArgument();
        _byMethod.TryGetValue(target, out var instrument);
        if (TargetFault(instrument, times, parameters) is { } fault)
            problems.Add(MetricDiagnostics.Target, method, method.Name, target, fault);

        return problems.Count > before
            ? Refused(method)
            : new(Signature(method), times ? MethodForm.Time : MethodForm.CountInProgress, instrument!.Name, "", ParameterNames(parameters), UcumUnit.PerSecond(instrument.Unit) ?? 1);
    }

    private static string? TargetFault(Instrument? instrument, bool times, Parameters parameters)
    {
        if (instrument is null)
            return "no metric of this class is declared by a method of that name";
        if (times && (instrument.Form != InstrumentForm.Histogram || instrument.ValueType != "double" || UcumUnit.PerSecond(instrument.Unit) is null))
            return "that is no histogram of durations: a TimeSpan or double in a unit of time";
        if (!times && (instrument.Form != InstrumentForm.UpDownCounter || instrument.ValueType != "long"))
            return "that is no up-down counter of long";
        if (parameters.Labels.Count > MostScopeLabels)
            return $"it has more than {MostScopeLabels} labels, and a scope keeps no more";

        return parameters.Labels.Select(l => (l.Name, l.TypeName)).SequenceEqual(instrument.Labels.Select(l => (l.Name, l.TypeName)))
            ? null
            : $"its labels are ({string.Join(", ", instrument.Labels.Select(l => l.Name))})";
    }

    private bool IsOneShape(IMethodSymbol method, Instrument instrument)
    {
        if (!_byName.TryGetValue(instrument.ScrapedName, out var other) || other.Shape == instrument.Shape)
            return true;

        problems.Add(MetricDiagnostics.Shape, method, instrument.Shape, method.ContainingType.Name, other.Shape);
        return false;
    }

    private void CheckSignature(IMethodSymbol method, string returns, bool returnsIt)
    {
        var fault =
            method.MetricAttributes().Count() > 1 ? "it has more than one metric attribute"
            : !returnsIt ? $"it has to return {returns}"
            : method.IsGenericMethod ? "it is generic"
            : method.IsVirtual || method.IsOverride || method.IsAbstract ? "it is virtual or abstract"
            : method.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None || p.IsParams)?.Name is { } odd ? $"'{odd}' is ref, in, out or params"
            : null;

        if (fault is not null)
            problems.Add(MetricDiagnostics.Signature, method, method.Name, fault);
    }

    private static MetricMethod Refused(IMethodSymbol method) => new(Signature(method), MethodForm.Record, null, "", new([]), 1);

    private static EquatableArray<string> ParameterNames(Parameters parameters) => new(parameters.Labels.Select(l => l.Parameter));

    // An implementing part repeats the modifiers of the defining one to the letter.
    private static string Signature(IMethodSymbol method)
    {
        var modifiers = method.DeclaringSyntaxReferences.Select(r => r.GetSyntax()).OfType<MethodDeclarationSyntax>().First().Modifiers;
        var types = method.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", method.TypeParameters.Select(t => t.Name))}>";
        var parameters = method.Parameters.Select(p =>
            $"{(method.IsExtensionMethod && p.Ordinal == 0 ? "this " : "")}{(p.IsParams ? "params " : "")}{RefText(p.RefKind)}{p.Type.ToDisplayString(s_typeName)} {CSharp.Identifier(p.Name)}");

        return $"{string.Join(" ", modifiers.Select(m => m.Text))} {method.ReturnType.ToDisplayString(s_typeName)} {CSharp.Identifier(method.Name)}{types}({string.Join(", ", parameters)})";
    }

    private static string RefText(RefKind kind) => kind switch
    {
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.In => "in ",
        RefKind.None => "",
        _ => "ref readonly ",
    };
}
