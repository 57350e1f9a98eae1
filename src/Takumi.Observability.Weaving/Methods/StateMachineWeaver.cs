using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>
/// Weaves an async method inside its state machine, where a hand-written using block would be: the span is a field of the machine, begins when the machine is
/// entered for the first time, and ends just before the returned task completes. So it costs no object beside the machine, and no caller sees the task end first.
/// The async method builder restores the caller's context after the first step, as it does for the method's own code.
/// </summary>
internal sealed class StateMachineWeaver(RuntimeMembers runtime)
{
    private const string FieldPrefix = "takumi.";

    public void Weave(TracedMethodModel model, FieldDefinition definition)
    {
        var machine = AsyncStateMachine.TryRead(model.Method)!;
        var span = new FieldDefinition(FieldPrefix + "span", FieldAttributes.Private, runtime.Span);
        machine.Type.Fields.Add(span);
        var slot = new SpanSlot(runtime, "WovenSpan", () => LoadField(OpCodes.Ldflda, span), definition);
        TypeReference Map(GenericParameter parameter) => InMachine(machine, model.Method, parameter);

        var body = machine.MoveNext.Body;
        body.SimplifyMacros();
        var processor = body.GetILProcessor();
        var start = AfterStateIsRead(body, machine);
        Begin(model, machine, slot, start, Map).InsertBefore(start, processor);
        End(model, machine, slot, definition, Map, processor);
        HiddenCode.MarkFirst(machine.MoveNext, body.Instructions[0]);
        body.OptimizeMacros();
    }

    private CodeBlock Begin(TracedMethodModel model, AsyncStateMachine machine, SpanSlot slot, Instruction start, Func<GenericParameter, TypeReference> map)
    {
        var code = new CodeBlock();
        if (start.Previous?.Operand is VariableDefinition state)
            code.Add(OpCodes.Ldloc, state);
        else
            code.Add(LoadField(OpCodes.Ldfld, machine.State));
        code.Add(OpCodes.Ldc_I4, -1);
        code.Add(OpCodes.Bne_Un, start);
        code.Add(slot.Call("Begin"));
        code.Add(ArgumentTags.Write(model, slot, runtime, parameter => LoadField(OpCodes.Ldfld, FieldOf(parameter, model.Method, machine, map)), map));
        return code;
    }

    // The compiler begins with "int num = this.state", and coverage tools know a branch on num as none of the user's: the span begins behind that.
    private static Instruction AfterStateIsRead(MethodBody body, AsyncStateMachine machine) =>
        body.Instructions[1].Operand is FieldReference field && field.Name == machine.State.Name && body.Instructions[2].OpCode.Code == Code.Stloc
            ? body.Instructions[3]
            : body.Instructions[0];

    private void End(TracedMethodModel model, AsyncStateMachine machine, SpanSlot slot, FieldDefinition definition, Func<GenericParameter, TypeReference> map, ILProcessor processor)
    {
        var exception = (VariableDefinition)machine.SetException.Previous.Operand;
        slot.Fail(exception).InsertBefore(machine.SetException.Previous.Previous.Previous, processor);
        if (machine.SetResult is not { } setResult)
            return;

        var code = new CodeBlock();
        var position = setResult.Previous.Previous;
        if (model.Result is not null)
        {
            position = position.Previous;
            if (model.ReadsResult)
            {
                code.Add(OpCodes.Ldloc, (VariableDefinition)setResult.Previous.Operand);
                code.Add(slot.LoadAddress());
                code.Add(OpCodes.Call, ResultReader.Write(model, definition, runtime, map));
            }
        }

        code.Add(slot.Call("End"));
        code.InsertBefore(position, processor);
        HiddenCode.MarkBefore(machine.MoveNext, position, code.First());
    }

    // The compiler keeps a parameter in the machine only if the method's own code uses it; otherwise the method is made to put it there.
    private static FieldDefinition FieldOf(ParameterDefinition parameter, MethodDefinition method, AsyncStateMachine machine, Func<GenericParameter, TypeReference> map)
    {
        if (machine.Type.Fields.FirstOrDefault(field => field.Name == parameter.Name || field.Name == FieldPrefix + parameter.Name) is { } known)
            return known;

        var field = new FieldDefinition(FieldPrefix + parameter.Name, FieldAttributes.Public, TypeSubstitution.Replace(parameter.ParameterType, map));
        machine.Type.Fields.Add(field);
        method.Body.SimplifyMacros();
        var loadMachine = machine.InitialState.Previous.Previous;
        var machineType = ((FieldReference)machine.InitialState.Operand).DeclaringType;
        var store = new CodeBlock();
        store.Add(Instruction.Create(loadMachine.OpCode, (VariableDefinition)loadMachine.Operand));
        store.Add(OpCodes.Ldarg, parameter);
        store.Add(OpCodes.Stfld, new FieldReference(field.Name, field.FieldType, machineType));
        store.InsertBefore(loadMachine, method.Body.GetILProcessor());
        method.Body.OptimizeMacros();
        return field;
    }

    private static IEnumerable<Instruction> LoadField(OpCode code, FieldDefinition field) =>
    [
        Instruction.Create(OpCodes.Ldarg_0),
        Instruction.Create(code, TypeSubstitution.SelfReference(field)),
    ];

    // The machine's own generic parameters are those of the enclosing type, then those of the method.
    private static GenericParameter InMachine(AsyncStateMachine machine, MethodDefinition method, GenericParameter parameter) =>
        machine.Type.GenericParameters[parameter.Type == GenericParameterType.Type ? parameter.Position : method.DeclaringType.GenericParameters.Count + parameter.Position];
}
