using Mono.Cecil;

namespace Takumi.Observability.Weaving.Declarations;

/// <summary>What a trace attribute says, read from metadata.</summary>
internal sealed class TraceDeclaration
{
    private const string Namespace = "Takumi.Observability.";
    private static readonly string[] s_attributes = [Namespace + "TraceWorkflowAttribute", Namespace + "TraceContractCallAttribute", Namespace + "TraceOperationAttribute"];

    private readonly CustomAttribute _attribute;

    private TraceDeclaration(CustomAttribute attribute) => _attribute = attribute;

    /// <summary><c>Workflow</c>, <c>ContractCall</c> or <c>Operation</c>: also the name of the factory in the runtime.</summary>
    public string Kind => _attribute.AttributeType.Name.Substring("Trace".Length, _attribute.AttributeType.Name.Length - "TraceAttribute".Length);

    /// <summary>The attribute's names, in its order: one, or contract and method.</summary>
    public IReadOnlyList<string?> Names => [.. _attribute.ConstructorArguments.Select(argument => (string?)argument.Value)];

    public string? Network => Named("Network")?.Value as string;

    public bool ReadOnly => Named("ReadOnly")?.Value is true;

    /// <summary>An <see cref="System.Diagnostics.ActivityKind"/>; a contract call is a client unless it says otherwise.</summary>
    public int ActivityKind => Named("Kind")?.Value is int kind ? kind : Kind == "ContractCall" ? 2 : 0;

    public bool NewRoot => Named("NewRoot")?.Value is true;

    public bool Critical => Named("Critical")?.Value is true;

    /// <summary>Null where the attribute says nothing.</summary>
    public FailureCondition? ErrorWhen => Named("ErrorWhen") is { } argument ? FailureCondition.Of(argument) : null;

    public static bool IsUsedBy(ModuleDefinition module) => s_attributes.Any(module.HasTypeReference);

    public static bool IsOn(MethodDefinition method) => method.HasCustomAttributes && All(method).Any();

    public static IEnumerable<TraceDeclaration> All(MethodDefinition method) =>
        method.CustomAttributes.Where(attribute => s_attributes.Contains(attribute.AttributeType.FullName)).Select(attribute => new TraceDeclaration(attribute));

    private CustomAttributeArgument? Named(string name)
    {
        foreach (var property in _attribute.Properties)
        {
            if (property.Name == name)
                return property.Argument;
        }

        return null;
    }
}
