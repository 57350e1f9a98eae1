using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>Puts what an iterator method returns into the runtime's traced iterator, together with the tagged arguments.</summary>
internal sealed class IteratorWeaver(RuntimeMembers runtime)
{
    public void Weave(TracedMethodModel model, FieldDefinition definition)
    {
        var method = model.Method;
        var body = method.Body;
        body.SimplifyMacros();
        var processor = body.GetILProcessor();
        var arguments = new VariableDefinition(runtime.Arguments);
        body.Variables.Add(arguments);
        var slot = new SpanSlot(runtime, "WovenArguments", () => [Instruction.Create(OpCodes.Ldloca, arguments)], definition);

        var start = new CodeBlock { slot.LoadAddress() };
        start.Add(OpCodes.Call, runtime.Method("WovenArguments", "Begin"));
        start.Add(ArgumentTags.Write(model, slot, runtime, parameter => [Instruction.Create(OpCodes.Ldarg, parameter)], parameter => parameter));
        start.InsertBefore(body.Instructions[0], processor);

        var trace = new CodeBlock { slot.LoadAddress() };
        trace.Add(OpCodes.Ldsfld, definition);
        trace.Add(OpCodes.Call, Trace(method.ReturnType));
        trace.InsertBefore(body.Instructions.Single(instruction => instruction.OpCode.Code == Code.Ret), processor);
        HiddenCode.MarkFirst(method, body.Instructions[0]);
        body.OptimizeMacros();
    }

    private MethodReference Trace(TypeReference returned)
    {
        var trace = runtime.Method("WovenIterator", method => method.Name == "Trace" && method.ReturnType.GetElementType().FullName == returned.GetElementType().FullName);
        return returned is GenericInstanceType instance ? RuntimeMembers.Instance(trace, instance.GenericArguments[0]) : trace;
    }
}
