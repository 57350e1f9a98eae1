using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>Resolves <c>Receipt.Hash</c> against a type.</summary>
internal static class MemberPath
{
    /// <summary>The steps from <paramref name="type"/> to the last member, or, by <paramref name="missing"/>, the name that can't be read.</summary>
    public static IReadOnlyList<MemberStep>? Resolve(TypeReference type, string path, TypeDefinition reader, out string? missing)
    {
        var steps = new List<MemberStep>();
        foreach (var name in path.Split('.'))
        {
            if (type.IsGenericParameter || Find(type, name, reader) is not { } step || IsByRefLike(step.Type))
            {
                missing = name;
                return null;
            }

            steps.Add(step);
            type = step.Type;
        }

        missing = null;
        return steps;
    }

    /// <summary>Whether a value of the type can't be put into an object.</summary>
    public static bool IsByRefLike(TypeReference type)
    {
        const GenericParameterAttributes allowsRefStruct = (GenericParameterAttributes)0x20;
        if (type is GenericParameter parameter)
            return (parameter.Attributes & allowsRefStruct) != 0;
        if (type.IsPointer || type.IsFunctionPointer || type.IsByReference)
            return true;
        return type.IsValueType && !type.IsPrimitive
            && type.Resolve()?.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.IsByRefLikeAttribute") == true;
    }

    private static MemberStep? Find(TypeReference type, string name, TypeDefinition reader)
    {
        if (type.IsArray)
            type = new TypeReference("System", "Array", reader.Module, reader.Module.TypeSystem.CoreLibrary);
        if (type.Resolve() is not { } definition)
            return null;
        if (definition.Properties.FirstOrDefault(property => property.Name == name && property is { GetMethod: { IsStatic: false }, HasParameters: false }) is { GetMethod: var getter })
        {
            return MemberAccess.IsVisible((int)(getter.Attributes & MethodAttributes.MemberAccessMask), getter.DeclaringType, reader)
                ? new MemberStep(null, On(getter, type, reader.Module), Imported(TypeSubstitution.Inflate(TypeModifiers.Without(getter.ReturnType), type), reader.Module))
                : null;
        }

        if (definition.Fields.FirstOrDefault(field => field.Name == name && !field.IsStatic) is { } found)
        {
            return MemberAccess.IsVisible((int)(found.Attributes & FieldAttributes.FieldAccessMask), found.DeclaringType, reader)
                ? new MemberStep(On(found, type, reader.Module), null, Imported(TypeSubstitution.Inflate(TypeModifiers.Without(found.FieldType), type), reader.Module))
                : null;
        }

        // A member that a class or struct only has through an interface is not one of its own, neither here nor in C#.
        var bases = definition.IsInterface ? definition.Interfaces.Select(implementation => implementation.InterfaceType)
            : definition.BaseType is { } ancestor ? [ancestor]
            : [];
        return bases.Select(next => Find(TypeSubstitution.Inflate(next, type), name, reader)).FirstOrDefault(step => step is not null);
    }

    private static MethodReference On(MethodDefinition getter, TypeReference instance, ModuleDefinition module)
    {
        var imported = module.ImportReference(getter);
        return new MethodReference(imported.Name, imported.ReturnType, Imported(instance, module)) { HasThis = true };
    }

    private static FieldReference On(FieldDefinition field, TypeReference instance, ModuleDefinition module)
    {
        var imported = module.ImportReference(field);
        return new FieldReference(imported.Name, imported.FieldType, Imported(instance, module));
    }

    // A type that mentions parameters of the woven method or type can only be made of this module's references already, apart from its outermost definition.
    private static TypeReference Imported(TypeReference type, ModuleDefinition module) => TypeImport.Into(module, type);
}
