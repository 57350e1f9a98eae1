using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>
/// The marks that compilers put on a type in a signature: <c>modreq(InAttribute)</c> on an <c>in</c> parameter of a virtual method, <c>modreq(IsExternalInit)</c> on what an <c>init</c>
/// accessor returns, <c>modreq(IsVolatile)</c> on a field. They belong to a member's name, not to the value, so what reads a value goes by the type without them.
/// </summary>
internal static class TypeModifiers
{
    public static TypeReference Without(TypeReference type)
    {
        while (type is IModifierType modified)
            type = modified.ElementType;
        return type;
    }
}
