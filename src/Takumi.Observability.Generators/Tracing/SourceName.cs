using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>What a diagnostic calls a method.</summary>
internal static class SourceName
{
    public static string Of(IMethodSymbol method) => method.MethodKind == MethodKind.AnonymousFunction ? "lambda expression" : method.Name;
}
