using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>Whether a type may use a member, by the access levels that ECMA-335 II.23.1.5 and II.23.1.10 give methods and fields alike.</summary>
internal static class MemberAccess
{
    private const int Private = 1;
    private const int FamilyAndAssembly = 2;
    private const int Assembly = 3;
    private const int Family = 4;
    private const int FamilyOrAssembly = 5;

    public static bool IsVisible(int access, TypeDefinition declaringType, TypeDefinition reader)
    {
        var isSameAssembly = declaringType.Module == reader.Module;
        return access switch
        {
            Private => Encloses(declaringType, reader),
            FamilyAndAssembly => isSameAssembly && Derives(reader, declaringType),
            Assembly => isSameAssembly,
            Family => Derives(reader, declaringType),
            FamilyOrAssembly => isSameAssembly || Derives(reader, declaringType),
            _ => true,
        };
    }

    private static bool Encloses(TypeDefinition outer, TypeDefinition? type)
    {
        for (; type is not null; type = type.DeclaringType)
        {
            if (type == outer)
                return true;
        }

        return false;
    }

    private static bool Derives(TypeDefinition? type, TypeDefinition ancestor)
    {
        for (; type is not null; type = type.BaseType?.Resolve())
        {
            if (type.FullName == ancestor.FullName)
                return true;
        }

        return false;
    }
}
