using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>What is wrong with one method. The weaver applies the same rules to metadata; a test holds the two together.</summary>
internal sealed class MethodRules(TraceSymbols symbols, Compilation compilation, bool isWeavingActive)
{
    private readonly InheritanceRules _inheritance = new(symbols);

    public void Check(IMethodSymbol method, Action<Diagnostic> report)
    {
        // The implementing half of a partial method has the attributes of both.
        if (method.IsImplicitlyDeclared || method.PartialDefinitionPart is not null)
            return;
        void Report(DiagnosticDescriptor descriptor, Location? location, params object[] arguments) =>
            report(Diagnostic.Create(descriptor, location ?? method.Locations.FirstOrDefault(), arguments));

        var traces = method.GetAttributes().Where(symbols.IsTrace).ToList();
        var isIterator = IsIterator(method);
        var result = symbols.ResultOf(method, isIterator);
        new TagRules(symbols, compilation, method, traces.Count > 0, result, Report).Check();
        if (traces.Count == 0)
        {
            CheckInheritance(method, Report);
            return;
        }

        if (!isWeavingActive)
            Report(TraceDiagnostics.NotActive, null, SourceName.Of(method));
        if (traces.Count > 1)
            Report(TraceDiagnostics.MoreThanOne, null, SourceName.Of(method));
        if (method.IsAbstract || method.IsExtern)
            Report(TraceDiagnostics.NoBody, null, SourceName.Of(method));
        if (method is { IsAsync: true, ReturnsVoid: true })
            Report(TraceDiagnostics.AsyncVoid, null, SourceName.Of(method));
        if (symbols.IsForeignTask(method.ReturnType))
            Report(TraceDiagnostics.ForeignTask, null, SourceName.Of(method), method.ReturnType.Name);
        if (AttributeText.IsEmpty(traces[0].ConstructorArguments))
            Report(TraceDiagnostics.EmptyName, null, $"The trace attribute on '{SourceName.Of(method)}'");
        if (ResultRules.Violation(traces[0], method, result, compilation) is { } reason)
            Report(TraceDiagnostics.UncheckableResult, null, SourceName.Of(method), reason);
    }

    private void CheckInheritance(IMethodSymbol method, Action<DiagnosticDescriptor, Location?, object[]> report)
    {
        if (_inheritance.OverriddenBy(method) is { } overridden)
            report(TraceDiagnostics.Override, null, [SourceName.Of(method), overridden.ToDisplayString()]);
        if (_inheritance.ImplementedBy(method) is { } implemented)
            report(TraceDiagnostics.Implementation, null, [SourceName.Of(method), implemented.ToDisplayString()]);
    }

    // A yield of its own, not one of a function nested in it.
    private static bool IsIterator(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { Name: "IEnumerable" or "IEnumerator" or "IAsyncEnumerable" or "IAsyncEnumerator" }
        && method.DeclaringSyntaxReferences.Concat(method.PartialImplementationPart?.DeclaringSyntaxReferences ?? []).Any(reference =>
            reference.GetSyntax() is var declaration && declaration
                .DescendantNodes(node => node == declaration || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax))
                .Any(node => node is YieldStatementSyntax));
}
