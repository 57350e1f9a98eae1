using Mono.Cecil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>Recognises the compiler's state machines by the attributes that it puts on the methods they belong to.</summary>
internal static class StateMachine
{
    private const string Namespace = "System.Runtime.CompilerServices.";

    // MethodImplOptions.Async: the runtime suspends the method itself; its body returns T where its signature says Task<T>.
    private const int RuntimeAsync = 0x2000;

    public static bool IsAsync(MethodDefinition method) => Has(method, "AsyncStateMachineAttribute");

    public static bool IsIterator(MethodDefinition method) => Has(method, "IteratorStateMachineAttribute") || Has(method, "AsyncIteratorStateMachineAttribute");

    public static bool IsRuntimeAsync(MethodDefinition method) => ((int)method.ImplAttributes & RuntimeAsync) != 0;

    /// <summary>The type that the compiler moved the method's body to.</summary>
    public static TypeDefinition? TypeOf(MethodDefinition method) =>
        method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName is
            Namespace + "AsyncStateMachineAttribute" or Namespace + "IteratorStateMachineAttribute" or Namespace + "AsyncIteratorStateMachineAttribute") is { } found
            ? ((TypeReference)found.ConstructorArguments[0].Value).Resolve()
            : null;

    private static bool Has(MethodDefinition method, string attributeName) =>
        method.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == Namespace + attributeName);
}
