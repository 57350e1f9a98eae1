using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Turns every attributed method that cannot carry its span into a build error.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TraceAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [TraceDiagnostics.NoBody];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSymbolAction(CheckMethod, SymbolKind.Method);
    }

    private static void CheckMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if ((method.IsAbstract || method.IsExtern) && method.GetAttributes().Any(IsTraceAttribute))
            context.ReportDiagnostic(Diagnostic.Create(TraceDiagnostics.NoBody, method.Locations[0], method.Name));
    }

    private static bool IsTraceAttribute(AttributeData attribute) =>
        attribute.AttributeClass is
        {
            Name: "TraceWorkflowAttribute" or "TraceContractCallAttribute" or "TraceOperationAttribute",
            ContainingNamespace: { Name: "Observability", ContainingNamespace.Name: "Takumi" },
        };
}
