using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>The attributes of the Abstractions package, found by name: the build-time half does not reference it.</summary>
internal static class Vocabulary
{
    public const string MeterAttribute = "Takumi.Observability.MeterAttribute";

    public static AttributeData? Attribute(this ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } type && type.Name == name && type.IsOurs());

    /// <summary>Every attribute that asks for a generated body.</summary>
    public static IEnumerable<AttributeData> MetricAttributes(this IMethodSymbol method) =>
        method.GetAttributes().Where(a => a.AttributeClass is { } type && type.IsOurs() && (type.Name is "TimerAttribute" or "InProgressAttribute" || Form(type) is not null));

    /// <summary>The instrument that an attribute declares; null for a timer, an in-progress scope and foreign attributes.</summary>
    public static InstrumentForm? Form(this INamedTypeSymbol attribute) =>
        attribute.Name.EndsWith("Attribute", StringComparison.Ordinal)
        && Enum.TryParse<InstrumentForm>(attribute.Name.Substring(0, attribute.Name.Length - "Attribute".Length), out var form) ? form : null;

    public static string FirstArgument(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string ?? "" : "";

    public static TypedConstant? Named(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value;
        }

        return null;
    }

    private static bool IsOurs(this INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Observability", ContainingNamespace: { Name: "Takumi", ContainingNamespace.IsGlobalNamespace: true } };
}
