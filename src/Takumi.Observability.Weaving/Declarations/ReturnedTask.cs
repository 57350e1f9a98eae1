using Mono.Cecil;

namespace Takumi.Observability.Weaving.Declarations;

/// <summary>The four task types whose end can be followed.</summary>
internal static class ReturnedTask
{
    public static bool Is(TypeReference type) => type.GetElementType().FullName is
        "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1" or "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask`1";

    /// <summary>A type that async methods may return, but that is none of the four.</summary>
    public static bool IsForeign(TypeReference type) =>
        !Is(type) && !type.IsGenericParameter && !type.IsArray && type.Resolve() is { HasCustomAttributes: true } definition
        && definition.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.AsyncMethodBuilderAttribute");

    /// <summary>T of <c>Task&lt;T&gt;</c>; null for a task without a result.</summary>
    public static TypeReference? ResultOf(TypeReference type) => type is GenericInstanceType instance ? instance.GenericArguments[0] : null;
}
