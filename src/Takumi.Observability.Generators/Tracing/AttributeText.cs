using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Reads the arguments of an attribute.</summary>
internal static class AttributeText
{
    /// <summary>Whether one of the names is missing or blank.</summary>
    public static bool IsEmpty(ImmutableArray<TypedConstant> names) => names.Any(name => string.IsNullOrWhiteSpace(name.Value as string));

    /// <summary>A named argument; null where the attribute says nothing.</summary>
    public static TypedConstant? Named(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
                return argument.Value;
        }

        return null;
    }
}
