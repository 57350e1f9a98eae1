using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Turns every declaration of a metric that cannot be implemented as it stands into a build error.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MetricsAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        MetricDiagnostics.Name, MetricDiagnostics.Unit, MetricDiagnostics.LabelType, MetricDiagnostics.Partial, MetricDiagnostics.Shape,
        MetricDiagnostics.TooManyLabels, MetricDiagnostics.Measurement, MetricDiagnostics.Class, MetricDiagnostics.Signature, MetricDiagnostics.Boundaries,
        MetricDiagnostics.Summary, MetricDiagnostics.LabelName, MetricDiagnostics.Target, MetricDiagnostics.Limit,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var declared = new ConcurrentBag<(INamedTypeSymbol Type, Instrument Instrument)>();
            start.RegisterSymbolAction(symbol => CheckType(symbol, declared), SymbolKind.NamedType);
            start.RegisterSymbolAction(CheckMethod, SymbolKind.Method);
            start.RegisterCompilationEndAction(end => CheckShapes(end, declared));
        });
    }

    private static void CheckType(SymbolAnalysisContext context, ConcurrentBag<(INamedTypeSymbol Type, Instrument Instrument)> declared)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.Attribute("MeterAttribute") is null)
            return;

        if (MeterClassReader.Read(type, new Problems(context.ReportDiagnostic), context.CancellationToken) is not { } model)
            return;

        foreach (var instrument in model.Instruments)
            declared.Add((type, instrument));
    }

    private static void CheckMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.ContainingType.Attribute("MeterAttribute") is null && method.MetricAttributes().Any())
            new Problems(context.ReportDiagnostic).Add(MetricDiagnostics.Class, method, method.ContainingType.Name, "it has no [Meter(\"name\")]");
    }

    // Names are compared as a scrape shows them: 'a.b' and 'a_b' are one name there.
    private static void CheckShapes(CompilationAnalysisContext context, ConcurrentBag<(INamedTypeSymbol Type, Instrument Instrument)> declared)
    {
        var problems = new Problems(context.ReportDiagnostic);
        foreach (var name in declared.GroupBy(d => d.Instrument.Name.Replace('.', '_')))
        {
            var ordered = name.OrderBy(d => d.Type.ToDisplayString(), StringComparer.Ordinal).ToList();
            foreach (var (type, instrument) in ordered.Skip(1).Where(d => d.Instrument.Shape != ordered[0].Instrument.Shape))
                problems.Add(MetricDiagnostics.Shape, type, instrument.Shape, ordered[0].Type.Name, ordered[0].Instrument.Shape);
        }
    }
}
