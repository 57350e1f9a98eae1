using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Takumi.Observability.Weaving.Metadata;

/// <summary>
/// The parts of the C# compiler's async state machine that matter here. What doesn't look like one (another compiler's, a later version's) is not an error:
/// such a method is woven by the task that it returns, which costs one more allocation where it suspends.
/// </summary>
internal sealed class AsyncStateMachine
{
    private AsyncStateMachine(TypeDefinition type, MethodDefinition moveNext, FieldDefinition state)
    {
        Type = type;
        MoveNext = moveNext;
        State = state;
    }

    public TypeDefinition Type { get; }

    public MethodDefinition MoveNext { get; }

    /// <summary>-1 when the machine is entered for the first time, and at no other entry.</summary>
    public FieldDefinition State { get; }

    /// <summary>The call that completes the returned task; null where the method never returns normally.</summary>
    public Instruction? SetResult { get; private set; }

    /// <summary>The call that fails the returned task.</summary>
    public Instruction SetException { get; private set; } = null!;

    /// <summary>The assignment in the method itself that makes the machine ready: what comes before it fills the machine's fields.</summary>
    public Instruction InitialState { get; private set; } = null!;

    public static AsyncStateMachine? TryRead(MethodDefinition method)
    {
        if (StateMachine.TypeOf(method) is not { } type
            || type.Methods.SingleOrDefault(candidate => candidate.Name == "MoveNext") is not { HasBody: true } moveNext
            || type.Fields.SingleOrDefault(field => field.Name == "<>1__state") is not { } state
            || type.Fields.SingleOrDefault(field => field.Name == "<>t__builder") is not { } builder)
            return null;

        var machine = new AsyncStateMachine(type, moveNext, state);
        var setException = moveNext.Body.Instructions.Where(instruction => Completes(instruction, builder, "SetException")).ToList();
        var setResult = moveNext.Body.Instructions.Where(instruction => Completes(instruction, builder, "SetResult")).ToList();
        var initial = method.Body.Instructions.Where(instruction => StoresInitialState(instruction, state)).ToList();
        if (setException.Count != 1 || setResult.Count > 1 || initial.Count != 1)
            return null;
        machine.SetException = setException[0];
        machine.SetResult = setResult.SingleOrDefault();
        machine.InitialState = initial[0];
        return machine;
    }

    // ldarg.0; ldflda builder; [ldloc value]; call Set…
    private static bool Completes(Instruction instruction, FieldDefinition builder, string name)
    {
        if (instruction.Operand is not MethodReference method || method.Name != name || method.DeclaringType.FullName != builder.FieldType.FullName)
            return false;
        var load = method.Parameters.Count == 0 ? instruction.Previous : instruction.Previous?.Previous;
        return load is { OpCode.Code: Code.Ldflda, Operand: FieldReference field, Previous.OpCode.Code: Code.Ldarg_0 } && field.Name == builder.Name;
    }

    // ldloc(a) machine; ldc.i4.m1; stfld state
    private static bool StoresInitialState(Instruction instruction, FieldDefinition state) =>
        instruction is { OpCode.Code: Code.Stfld, Operand: FieldReference field, Previous: { OpCode.Code: Code.Ldc_I4_M1, Previous.Operand: null or VariableDefinition } }
        && field.Name == state.Name && field.DeclaringType.GetElementType().FullName == state.DeclaringType.FullName;
}
