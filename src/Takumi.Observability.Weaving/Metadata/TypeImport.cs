using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>Makes a type that was found in a reference usable in the woven module, generic parameters of woven members left as they are.</summary>
internal static class TypeImport
{
    public static TypeReference Into(ModuleDefinition module, TypeReference type) => type switch
    {
        GenericParameter => type,
        GenericInstanceType generic => Instance(module, generic),
        ArrayType { IsVector: true } array => new ArrayType(Into(module, array.ElementType)),
        ArrayType array => new ArrayType(Into(module, array.ElementType), array.Rank),
        ByReferenceType reference => new ByReferenceType(Into(module, reference.ElementType)),
        TypeSpecification => type,
        _ => module.ImportReference(type),
    };

    private static GenericInstanceType Instance(ModuleDefinition module, GenericInstanceType generic)
    {
        var instance = new GenericInstanceType(module.ImportReference(generic.ElementType));
        foreach (var argument in generic.GenericArguments)
            instance.GenericArguments.Add(Into(module, argument));
        return instance;
    }
}
