using Mono.Cecil;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Declarations;

/// <summary>A method to weave: what its attributes say, and where its work ends.</summary>
internal sealed class TracedMethodModel
{
    public TracedMethodModel(MethodDefinition method)
    {
        Method = method;
        Declaration = TraceDeclaration.All(method).First();
        Shape = ShapeOf(method);
        Returned = TypeModifiers.Without(method.ReturnType) is { FullName: not "System.Void" } returned ? returned : null;
        Result = Shape == MethodShape.Iterator || Returned is null ? null : ReturnedTask.Is(Returned) ? ReturnedTask.ResultOf(Returned) : Returned;
        ParameterTags = [.. method.Parameters.SelectMany(parameter => TagDeclaration.On(parameter).Select(tag => (parameter, tag)))];
        ResultTags = TagDeclaration.On(method.MethodReturnType);
    }

    public MethodDefinition Method { get; }

    public TraceDeclaration Declaration { get; }

    public MethodShape Shape { get; }

    /// <summary>What a call yields; null for nothing.</summary>
    public TypeReference? Returned { get; }

    /// <summary>What the work yields, a task taken off; null for nothing, and for an iterator.</summary>
    public TypeReference? Result { get; }

    public IReadOnlyList<(ParameterDefinition Parameter, TagDeclaration Tag)> ParameterTags { get; }

    public IReadOnlyList<TagDeclaration> ResultTags { get; }

    /// <summary>Whether anything looks at the result.</summary>
    public bool ReadsResult => ResultTags.Count > 0 || Declaration.ErrorWhen is not null;

    private static MethodShape ShapeOf(MethodDefinition method)
    {
        if (StateMachine.IsRuntimeAsync(method))
            return MethodShape.Synchronous;
        if (StateMachine.IsIterator(method))
            return MethodShape.Iterator;
        if (!ReturnedTask.Is(method.ReturnType))
            return MethodShape.Synchronous;
        return StateMachine.IsAsync(method) && AsyncStateMachine.TryRead(method) is not null ? MethodShape.StateMachine : MethodShape.ReturnsTask;
    }
}
