using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Every diagnostic of the trace attributes. The table in the Abstractions README documents each id.</summary>
internal static class TraceDiagnostics
{
    private const string Category = "Takumi.Tracing";

    public static readonly DiagnosticDescriptor NoBody = Error(
        "TKM001",
        "A method without a body cannot carry a span",
        "'{0}' has no body, so it cannot carry a span: put the attribute on its implementations",
        "The build writes a span into the body of an attributed method. An abstract, extern or interface method has none.");

    private static DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);
}
