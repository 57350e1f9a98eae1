using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Finds the traced method that an untraced one replaces. One for a compilation; asked for every method, so it leaves early.</summary>
internal sealed class InheritanceRules(TraceSymbols symbols)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IMethodSymbol>> _tracedDefaults = new(SymbolEqualityComparer.Default);

    public IMethodSymbol? OverriddenBy(IMethodSymbol method)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (!overridden.IsAbstract && symbols.IsTraced(overridden))
                return overridden;
        }

        return null;
    }

    public IMethodSymbol? ImplementedBy(IMethodSymbol method)
    {
        if (method.IsStatic || method.ContainingType is not { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } type)
            return null;
        foreach (var contract in type.AllInterfaces)
        {
            foreach (var traced in _tracedDefaults.GetOrAdd(contract.OriginalDefinition, TracedDefaults))
            {
                var member = contract.GetMembers(traced.Name).FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, traced));
                if (member is not null && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))
                    return traced;
            }
        }

        return null;
    }

    private ImmutableArray<IMethodSymbol> TracedDefaults(INamedTypeSymbol contract) =>
        [.. contract.GetMembers().OfType<IMethodSymbol>().Where(member => !member.IsAbstract && symbols.IsTraced(member))];
}
