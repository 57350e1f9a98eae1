using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            var declared = new ConcurrentBag<(IMethodSymbol Method, Instrument Instrument)>();
            start.RegisterSymbolAction(symbol => CheckType(symbol, declared), SymbolKind.NamedType);
            start.RegisterSymbolAction(CheckMethod, SymbolKind.Method);

            // Local functions and lambdas are no members, so no symbol action sees them.
            start.RegisterSyntaxNodeAction(CheckNested, SyntaxKind.LocalFunctionStatement, SyntaxKind.ParenthesizedLambdaExpression);
            start.RegisterCompilationEndAction(end => CheckShapes(end, declared));
        });
    }

    private static void CheckType(SymbolAnalysisContext context, ConcurrentBag<(IMethodSymbol Method, Instrument Instrument)> declared)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.Attribute("MeterAttribute") is null)
            return;

        if (MeterClassReader.Read(type, new Problems(context.ReportDiagnostic), context.CancellationToken) is not { } model)
            return;

        foreach (var instrument in model.Instruments)
            declared.Add((Declaration(type, instrument), instrument));
    }

    private static IMethodSymbol Declaration(INamedTypeSymbol type, Instrument instrument) =>
        type.GetMembers().OfType<IMethodSymbol>().First(m => m.MetricAttributes().Any(a => a.AttributeClass!.Form() is not null && a.FirstArgument() == instrument.Name));

    private static void CheckMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.ContainingType.Attribute("MeterAttribute") is null && method.MetricAttributes().Any())
            new Problems(context.ReportDiagnostic).Add(MetricDiagnostics.Class, method, method.ContainingType.Name, "it has no [Meter(\"name\")]");
    }

    private static void CheckNested(SyntaxNodeAnalysisContext context)
    {
        var symbol = context.Node switch
        {
            LocalFunctionStatementSyntax { AttributeLists.Count: > 0 } function => context.SemanticModel.GetDeclaredSymbol(function, context.CancellationToken),
            ParenthesizedLambdaExpressionSyntax { AttributeLists.Count: > 0 } lambda => context.SemanticModel.GetSymbolInfo(lambda, context.CancellationToken).Symbol,
            _ => null,
        };
        if (symbol is IMethodSymbol method && method.MetricAttributes().Any())
            new Problems(context.ReportDiagnostic).Add(MetricDiagnostics.Partial, method, method.Name.Length > 0 ? method.Name : "lambda expression");
    }

    private static void CheckShapes(CompilationAnalysisContext context, ConcurrentBag<(IMethodSymbol Method, Instrument Instrument)> declared)
    {
        var problems = new Problems(context.ReportDiagnostic);
        foreach (var name in declared.GroupBy(d => d.Instrument.ScrapedName))
        {
            var ordered = name.OrderBy(d => d.Method.ToDisplayString(), StringComparer.Ordinal).ToList();
            foreach (var (method, instrument) in ordered.Skip(1).Where(d => d.Instrument.Shape != ordered[0].Instrument.Shape))
                problems.Add(MetricDiagnostics.Shape, method, instrument.Shape, ordered[0].Method.ContainingType.Name, ordered[0].Instrument.Shape);
        }
    }
}
