using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>Rewrites a type that is written with some generic parameters into the same type written with others.</summary>
internal static class TypeSubstitution
{
    /// <summary>The type as seen by the members of a generic definition itself: <c>List&lt;T&gt;</c> for <c>List&lt;&gt;</c>.</summary>
    public static TypeReference SelfInstance(TypeReference definition)
    {
        if (!definition.HasGenericParameters)
            return definition;
        var instance = new GenericInstanceType(definition);
        foreach (var parameter in definition.GenericParameters)
            instance.GenericArguments.Add(parameter);
        return instance;
    }

    /// <summary>The field, to be used by members of its own type.</summary>
    public static FieldReference SelfReference(FieldDefinition field) =>
        field.DeclaringType.HasGenericParameters ? new FieldReference(field.Name, field.FieldType, SelfInstance(field.DeclaringType)) : field;

    /// <summary>A member's type as seen through a closed instance of the type that declares it.</summary>
    public static TypeReference Inflate(TypeReference type, TypeReference declaringInstance) =>
        declaringInstance is GenericInstanceType instance
            ? Replace(type, parameter => parameter.Type == GenericParameterType.Type ? instance.GenericArguments[parameter.Position] : parameter)
            : type;

    public static TypeReference Replace(TypeReference type, Func<GenericParameter, TypeReference> map)
    {
        switch (type)
        {
            case GenericParameter parameter:
                return map(parameter);
            case GenericInstanceType generic:
                var instance = new GenericInstanceType(generic.ElementType);
                foreach (var argument in generic.GenericArguments)
                    instance.GenericArguments.Add(Replace(argument, map));
                return instance;
            case ArrayType { IsVector: true } array:
                return new ArrayType(Replace(array.ElementType, map));
            case ArrayType array:
                return new ArrayType(Replace(array.ElementType, map), array.Rank);
            case ByReferenceType reference:
                return new ByReferenceType(Replace(reference.ElementType, map));
            case PointerType pointer:
                return new PointerType(Replace(pointer.ElementType, map));
            case RequiredModifierType modified:
                return new RequiredModifierType(modified.ModifierType, Replace(modified.ElementType, map));
            case OptionalModifierType modified:
                return new OptionalModifierType(modified.ModifierType, Replace(modified.ElementType, map));
            default:
                return type;
        }
    }
}
