using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Reads a class with <c>[Meter]</c> into its model. Analyzer and generator read by the same code, so what one accepts the other implements.</summary>
internal static class MeterClassReader
{
    /// <summary>The model, or null when the class itself cannot take a generated half.</summary>
    public static MeterClass? Read(INamedTypeSymbol type, Problems problems, CancellationToken cancellationToken)
    {
        var methods = type.GetMembers().OfType<IMethodSymbol>().Where(m => m.MetricAttributes().Any()).ToList();
        var attribute = type.Attribute("MeterAttribute")!;
        var meter = attribute.FirstArgument();
        var isStatic = type.IsStatic || (methods.Count > 0 && methods.All(m => m.IsStatic));
        if (Fault(type, methods, meter, isStatic) is { } fault)
        {
            problems.Add(MetricDiagnostics.Class, type, type.Name, fault);
            return null;
        }

        var reader = new MetricMethodReader(problems);
        var implementable = methods.Where(m => IsImplementable(m, problems)).ToList();
        var bodies = implementable.ToDictionary(m => m, m => reader.ReadInstrument(m, cancellationToken), SymbolEqualityComparer.Default);
        return new MeterClass(
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            new(OuterTypes(type).Reverse().Select(t => t.Name)),
            type.Name,
            meter,
            isStatic,
            attribute.Named("IgnoresMute") is { Value: true },
            type.GetMembers("Enabled").Any(m => m.DeclaringSyntaxReferences.Any(IsWrittenByHand)),
            new(reader.Instruments),
            new(implementable.Select(m => bodies[m] ?? reader.ReadScope(m))));
    }

    public static bool IsWrittenByHand(SyntaxReference reference) =>
        !reference.SyntaxTree.FilePath.EndsWith(MetricsGenerator.FileSuffix, StringComparison.Ordinal);

    private static string? Fault(INamedTypeSymbol type, List<IMethodSymbol> methods, string meter, bool isStatic)
    {
        if (string.IsNullOrWhiteSpace(meter))
            return "[Meter] needs a name";
        if (type.IsRecord)
            return "it is a record; write a class";
        if (type.IsFileLocal)
            return $"'{type.Name}' is file-local, and the other half is another file";
        if (OuterTypes(type).FirstOrDefault(t => t.IsRecord || t.TypeKind != TypeKind.Class) is { } other)
            return $"'{other.Name}' is not a class";
        if (OuterTypes(type).Prepend(type).FirstOrDefault(t => t.IsGenericType) is { } generic)
            return $"'{generic.Name}' is generic, and a meter exists once";
        if (OuterTypes(type).Prepend(type).FirstOrDefault(t => !IsPartial(t)) is { } whole)
            return $"'{whole.Name}' is not partial";
        if (isStatic)
            return null;
        if (methods.FirstOrDefault(m => m.IsStatic) is { } odd)
            return $"'{odd.Name}' is static and others are not; a class is one or the other";

        return type.InstanceConstructors.Any(c => c.DeclaringSyntaxReferences.Any(IsWrittenByHand))
            ? "it has a constructor; the build writes the one that takes an IMeterFactory"
            : null;
    }

    private static IEnumerable<INamedTypeSymbol> OuterTypes(INamedTypeSymbol type)
    {
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            yield return outer;
    }

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static bool IsImplementable(IMethodSymbol method, Problems problems)
    {
        if (method.IsPartialDefinition && method.PartialImplementationPart?.DeclaringSyntaxReferences.Any(IsWrittenByHand) != true)
            return true;

        problems.Add(MetricDiagnostics.Partial, method, method.Name);
        return false;
    }
}
