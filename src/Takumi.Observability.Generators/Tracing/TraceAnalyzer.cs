using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Turns every attributed method that cannot carry its span into a build error.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TraceAnalyzer : DiagnosticAnalyzer
{
    private const string ActiveProperty = "build_property.TakumiWeavingActive";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        TraceDiagnostics.NotActive,
        TraceDiagnostics.NoBody,
        TraceDiagnostics.AsyncVoid,
        TraceDiagnostics.ForeignTask,
        TraceDiagnostics.UnreadableTag,
        TraceDiagnostics.Override,
        TraceDiagnostics.Implementation,
        TraceDiagnostics.UnusedTag,
        TraceDiagnostics.MoreThanOne,
        TraceDiagnostics.EmptyName,
        TraceDiagnostics.UncheckableResult,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (TraceSymbols.Of(context.Compilation) is not { } symbols)
            return;
        context.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(ActiveProperty, out var active);
        var rules = new MethodRules(symbols, context.Compilation, isWeavingActive: active == "true");
        context.RegisterSymbolAction(symbol => rules.Check((IMethodSymbol)symbol.Symbol, symbol.ReportDiagnostic), SymbolKind.Method);

        // Local functions and lambdas are no members, so no symbol action sees them.
        context.RegisterSyntaxNodeAction(node => CheckNested(node, rules), SyntaxKind.LocalFunctionStatement, SyntaxKind.ParenthesizedLambdaExpression);
    }

    private static void CheckNested(SyntaxNodeAnalysisContext context, MethodRules rules)
    {
        var symbol = context.Node switch
        {
            LocalFunctionStatementSyntax { AttributeLists.Count: > 0 } function => context.SemanticModel.GetDeclaredSymbol(function, context.CancellationToken),
            ParenthesizedLambdaExpressionSyntax { AttributeLists.Count: > 0 } lambda => context.SemanticModel.GetSymbolInfo(lambda, context.CancellationToken).Symbol,
            _ => null,
        };
        if (symbol is IMethodSymbol method)
            rules.Check(method, context.ReportDiagnostic);
    }
}
