using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>
/// Writes, beside a woven method, the method that puts a result, or a member of an argument, on the span: it may run the user's getters,
/// whose exceptions cost the tag and nothing else. Being a member of the same type, it sees what the woven method sees.
/// </summary>
internal sealed class ValueReader
{
    private const int ValueArgument = 0;
    private const int SpanArgument = 1;

    private readonly RuntimeMembers _runtime;
    private readonly MethodDefinition _method;
    private readonly MethodDefinition _reader;
    private readonly SpanSlot _slot;
    private readonly TypeReference _valueType;
    private readonly CodeBlock _code = [];
    private readonly Instruction _end = Instruction.Create(OpCodes.Ret);

    public ValueReader(RuntimeMembers runtime, MethodDefinition method, TypeReference valueType, string slotType, FieldDefinition definition)
    {
        _runtime = runtime;
        _method = method;
        var type = method.DeclaringType;
        var name = $"<{method.Name}>takumi_{type.Methods.Count}";
        _reader = new MethodDefinition(name, MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig, method.Module.TypeSystem.Void);
        foreach (var parameter in method.GenericParameters)
            _reader.GenericParameters.Add(new GenericParameter(parameter.Name, _reader) { Attributes = parameter.Attributes });
        for (var i = 0; i < method.GenericParameters.Count; i++)
        {
            foreach (var constraint in method.GenericParameters[i].Constraints)
                _reader.GenericParameters[i].Constraints.Add(new GenericParameterConstraint(InReader(constraint.ConstraintType)));
        }

        _valueType = InReader(valueType);
        _reader.Parameters.Add(new ParameterDefinition("value", ParameterAttributes.None, _valueType));
        _reader.Parameters.Add(new ParameterDefinition("span", ParameterAttributes.None, new ByReferenceType(slotType == "WovenSpan" ? runtime.Span : runtime.Arguments)));
        _slot = new SpanSlot(runtime, slotType, () => [Instruction.Create(OpCodes.Ldarg, _reader.Parameters[SpanArgument])], definition);
        _reader.CustomAttributes.Add(runtime.NonUserCode());
        type.Methods.Add(_reader);
    }

    /// <summary>Puts the value, or the member that the tag names, on a span that is recorded.</summary>
    public void Add(TagDeclaration tag) => Guarded(
        "get_IsRecording",
        next => WithMember(tag.Member, next, (type, load) => _slot.Tag(tag.Name!, tag.Redact, type, load)));

    /// <summary>Ends a running span as a failure where the value means one.</summary>
    public void Add(FailureCondition condition) => Guarded("get_IsRunning", next => WithMember(condition.Path, next, (type, load) =>
    {
        var code = new CodeBlock { _slot.LoadAddress(), load };
        if (condition.IsNull)
        {
            if (type.IsValueType || type.IsGenericParameter)
                code.Add(OpCodes.Box, type);
            code.Add(OpCodes.Ldnull);
            code.Add(OpCodes.Ceq);
        }
        else if (condition.Path is null)
        {
            code.Add(ConstantLoad.Of(condition.Constant!));
            code.Add(OpCodes.Ceq);
        }
        else if (condition.Negated)
        {
            code.Add(OpCodes.Ldc_I4, 0);
            code.Add(OpCodes.Ceq);
        }

        code.Add(OpCodes.Ldstr, condition.ErrorType);
        code.Add(OpCodes.Ldsfld, _slot.Definition);
        code.Add(OpCodes.Call, _runtime.Method("WovenSpan", "FailWhen"));
        return code;
    }));

    /// <summary>Finishes the reader; returns it as the woven method, or its state machine, calls it.</summary>
    public MethodReference Complete(Func<GenericParameter, TypeReference> map)
    {
        var processor = _reader.Body.GetILProcessor();
        _code.Add(_end);
        _code.AppendTo(processor);
        _reader.Body.OptimizeMacros();

        var declaringType = TypeSubstitution.Replace(TypeSubstitution.SelfInstance(_method.DeclaringType), map);
        var reference = new MethodReference(_reader.Name, _reader.ReturnType, declaringType);
        foreach (var parameter in _reader.Parameters)
            reference.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        if (!_reader.HasGenericParameters)
            return reference;
        var instance = new GenericInstanceMethod(reference);
        foreach (var parameter in _method.GenericParameters)
        {
            reference.GenericParameters.Add(new GenericParameter(parameter.Name, reference));
            instance.GenericArguments.Add(map(parameter));
        }

        return instance;
    }

    private TypeReference InReader(TypeReference type) => TypeSubstitution.Replace(
        type,
        parameter => parameter.Type == GenericParameterType.Method ? _reader.GenericParameters[parameter.Position] : parameter);

    private void Guarded(string condition, Func<Instruction, CodeBlock> body)
    {
        var after = Instruction.Create(OpCodes.Nop);
        var leave = Instruction.Create(OpCodes.Leave, after);
        var handler = Instruction.Create(OpCodes.Pop);
        var code = body(leave);
        _code.Add(_slot.LoadAddress());
        _code.Add(OpCodes.Call, _runtime.Method(_slot.Type, condition));
        _code.Add(OpCodes.Brfalse, after);
        _code.Add(code);
        _code.Add(leave);
        _code.Add(handler);
        _code.Add(OpCodes.Leave, after);
        _code.Add(after);
        _reader.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
        {
            TryStart = code.First(),
            TryEnd = handler,
            HandlerStart = handler,
            HandlerEnd = after,
            CatchType = _runtime.Exception,
        });
    }

    // Walks the path, leaves at a null, and hands the last member's value on.
    private CodeBlock WithMember(string? path, Instruction atNull, Func<TypeReference, IEnumerable<Instruction>, CodeBlock> use)
    {
        if (path is null)
            return use(_valueType, [Instruction.Create(OpCodes.Ldarg, _reader.Parameters[ValueArgument])]);

        var code = new CodeBlock();
        var current = Variable(_valueType);
        code.Add(OpCodes.Ldarg, _reader.Parameters[ValueArgument]);
        code.Add(OpCodes.Stloc, current);
        foreach (var step in MemberPath.Resolve(_valueType, path, _method.DeclaringType, out _)!)
        {
            var isValue = current.VariableType.IsValueType;
            if (!isValue)
            {
                code.Add(OpCodes.Ldloc, current);
                code.Add(OpCodes.Brfalse, atNull);
            }

            code.Add(isValue ? OpCodes.Ldloca : OpCodes.Ldloc, current);
            if (step.Field is not null)
                code.Add(OpCodes.Ldfld, step.Field);
            else
                code.Add(isValue ? OpCodes.Call : OpCodes.Callvirt, step.Getter!);
            current = Variable(step.Type);
            code.Add(OpCodes.Stloc, current);
        }

        code.Add(use(current.VariableType, [Instruction.Create(OpCodes.Ldloc, current)]));
        return code;
    }

    private VariableDefinition Variable(TypeReference type)
    {
        var variable = new VariableDefinition(type);
        _reader.Body.Variables.Add(variable);
        _reader.Body.InitLocals = true;
        return variable;
    }
}
