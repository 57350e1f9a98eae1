using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>Weaves one method by the shape of its end.</summary>
internal sealed class MethodWeaver(RuntimeMembers runtime, MethodDefinitionsHolder definitions)
{
    private readonly StateMachineWeaver _stateMachines = new(runtime);
    private readonly IteratorWeaver _iterators = new(runtime);
    private readonly BodyWrapper _bodies = new(runtime);

    public void Weave(TracedMethodModel model)
    {
        var definition = definitions.Add(model);
        switch (model.Shape)
        {
            case MethodShape.StateMachine:
                _stateMachines.Weave(model, definition);
                break;
            case MethodShape.Iterator:
                _iterators.Weave(model, definition);
                break;
            default:
                _bodies.Wrap(model, definition);
                break;
        }
    }
}
