using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>
/// Wraps a body in place: the span begins before it, an exception that leaves it fails the span, every return goes through the end.
/// The method keeps its name, its lines and its callers.
/// </summary>
internal sealed class BodyWrapper(RuntimeMembers runtime)
{
    public void Wrap(TracedMethodModel model, FieldDefinition definition)
    {
        var method = model.Method;
        var body = method.Body;
        body.SimplifyMacros();
        var processor = body.GetILProcessor();
        var span = Local(body, runtime.Span);
        var slot = new SpanSlot(runtime, "WovenSpan", () => [Instruction.Create(OpCodes.Ldloca, span)], definition);
        var result = ReturnedByBody(model) is { } type ? Local(body, type) : null;
        var first = body.Instructions[0];
        var end = Instruction.Create(OpCodes.Nop);

        RedirectReturns(body, processor, result, end);
        var start = slot.Call("Begin");
        start.Add(ArgumentTags.Write(model, slot, runtime, parameter => [Instruction.Create(OpCodes.Ldarg, parameter)], parameter => parameter));
        start.InsertBefore(first, processor);

        var exception = Local(body, runtime.Exception);
        var handler = Instruction.Create(OpCodes.Stloc, exception);
        EndHandlersBefore(handler, body);
        processor.Append(handler);
        slot.Fail(exception).AppendTo(processor);
        processor.Append(Instruction.Create(OpCodes.Rethrow));
        processor.Append(end);
        Finish(model, slot, definition, result).AppendTo(processor);
        processor.Append(Instruction.Create(OpCodes.Ret));

        body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
        {
            TryStart = first,
            TryEnd = handler,
            HandlerStart = handler,
            HandlerEnd = end,
            CatchType = runtime.Exception,
        });
        HiddenCode.MarkFirst(method, body.Instructions[0]);
        HiddenCode.MarkLast(method, handler);
        body.OptimizeMacros();
    }

    private static VariableDefinition Local(MethodBody body, TypeReference type)
    {
        var variable = new VariableDefinition(type);
        body.Variables.Add(variable);
        return variable;
    }

    // A body that ends in a handler (a finally behind a throw, a lock around an endless loop) has one that reaches to its end, wherever that is.
    private static void EndHandlersBefore(Instruction appended, MethodBody body)
    {
        foreach (var handler in body.ExceptionHandlers)
            handler.HandlerEnd ??= appended;
    }

    /// <summary>The type on the stack at a return; null for nothing.</summary>
    private static TypeReference? ReturnedByBody(TracedMethodModel model) =>
        StateMachine.IsRuntimeAsync(model.Method) ? model.Result : model.Returned;

    private static void RedirectReturns(MethodBody body, ILProcessor processor, VariableDefinition? result, Instruction end)
    {
        foreach (var instruction in body.Instructions.ToList())
        {
            switch (instruction.OpCode.Code)
            {
                // A call followed by code of ours is no tail call any more.
                case Code.Tail:
                    instruction.OpCode = OpCodes.Nop;
                    instruction.Operand = null;
                    break;
                case Code.Ret when result is null:
                    instruction.OpCode = OpCodes.Leave;
                    instruction.Operand = end;
                    break;
                case Code.Ret:
                    instruction.OpCode = OpCodes.Stloc;
                    instruction.Operand = result;
                    processor.InsertAfter(instruction, Instruction.Create(OpCodes.Leave, end));
                    break;
            }
        }
    }

    private CodeBlock Finish(TracedMethodModel model, SpanSlot slot, FieldDefinition definition, VariableDefinition? result)
    {
        var code = new CodeBlock();
        if (model.Shape == MethodShape.ReturnsTask)
        {
            code.Add(FollowTask(model, slot, definition, result!));
            return code;
        }

        if (model.ReadsResult)
        {
            code.Add(OpCodes.Ldloc, result!);
            code.Add(slot.LoadAddress());
            code.Add(OpCodes.Call, ResultReader.Write(model, definition, runtime, parameter => parameter));
        }

        code.Add(slot.Call("End"));
        if (result is not null)
            code.Add(OpCodes.Ldloc, result);
        return code;
    }

    // EndWith(task, ref span, definition[, reader]) takes the task and leaves the one to return.
    private CodeBlock FollowTask(TracedMethodModel model, SpanSlot slot, FieldDefinition definition, VariableDefinition task)
    {
        var taskType = model.Method.ReturnType.GetElementType().Name;
        var endWith = runtime.Method("WovenTask", method => method.Name == "EndWith" && method.Parameters[0].ParameterType.GetElementType().Name == taskType);
        var code = new CodeBlock();
        code.Add(OpCodes.Ldloc, task);
        code.Add(slot.LoadAddress());
        code.Add(OpCodes.Ldsfld, definition);
        if (model.Result is not { } result)
        {
            code.Add(OpCodes.Call, endWith);
            return code;
        }

        if (model.ReadsResult)
            code.Add(ReaderDelegate(model, slot, definition, result));
        else
            code.Add(OpCodes.Ldnull);
        code.Add(OpCodes.Call, RuntimeMembers.Instance(endWith, result));
        return code;
    }

    // Made only where something waits for the result: off, the delegate costs nothing.
    private CodeBlock ReaderDelegate(TracedMethodModel model, SpanSlot slot, FieldDefinition definition, TypeReference result)
    {
        var make = Instruction.Create(OpCodes.Ldnull);
        var after = Instruction.Create(OpCodes.Nop);
        var code = new CodeBlock();
        code.Add(slot.LoadAddress());
        code.Add(OpCodes.Call, runtime.Method("WovenSpan", "get_IsRunning"));
        code.Add(OpCodes.Brtrue, make);
        code.Add(OpCodes.Ldnull);
        code.Add(OpCodes.Br, after);
        code.Add(make);
        code.Add(OpCodes.Ldftn, ResultReader.Write(model, definition, runtime, parameter => parameter));
        code.Add(OpCodes.Newobj, runtime.DelegateConstructor(runtime.ReadResult(result)));
        code.Add(after);
        return code;
    }
}
