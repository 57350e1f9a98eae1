using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Resolves <c>Receipt.Hash</c> against a type, as the weaver will.</summary>
internal static class MemberPath
{
    /// <summary>The type of the last member, or, by <paramref name="missing"/>, the name that can't be read.</summary>
    public static ITypeSymbol? Resolve(ITypeSymbol type, string path, IMethodSymbol reader, Compilation compilation, out string? missing)
    {
        foreach (var name in path.Split('.'))
        {
            if (Find(type, name, reader, compilation) is not { } next || IsUnkeepable(next))
            {
                missing = name;
                return null;
            }

            type = next;
        }

        missing = null;
        return type;
    }

    /// <summary>Whether a value of the type can't be put into an object.</summary>
    public static bool IsUnkeepable(ITypeSymbol type) =>
        type.IsRefLikeType || type is IPointerTypeSymbol or IFunctionPointerTypeSymbol or ITypeParameterSymbol { AllowsRefLikeType: true };

    private static ITypeSymbol? Find(ITypeSymbol type, string name, IMethodSymbol reader, Compilation compilation)
    {
        if (type is ITypeParameterSymbol)
            return null;
        foreach (var declaring in SelfAndBases(type))
        {
            foreach (var member in declaring.GetMembers(name))
            {
                if (member.IsStatic)
                    continue;
                var found = member switch
                {
                    IPropertySymbol { GetMethod: { } getter, IsIndexer: false, RefKind: RefKind.None } property when IsVisible(getter) => property.Type,
                    // The name of a tuple's element is the compiler's alone: at run time it is Item1.
                    IFieldSymbol field when IsVisible(field) && (field.CorrespondingTupleField ?? field).Name == name => field.Type,
                    _ => null,
                };
                return found;
            }
        }

        return null;

        bool IsVisible(ISymbol member) => compilation.IsSymbolAccessibleWithin(member, reader.ContainingType);
    }

    private static IEnumerable<ITypeSymbol> SelfAndBases(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            foreach (var one in type.AllInterfaces.Insert(0, (INamedTypeSymbol)type))
                yield return one;
            yield break;
        }

        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
            yield return current;
    }
}
