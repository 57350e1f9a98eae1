using Mono.Cecil;
using Mono.Cecil.Cil;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>Where a woven body keeps its span (or, of an iterator, its arguments), and the calls on it.</summary>
internal sealed class SpanSlot(RuntimeMembers runtime, string type, Func<IEnumerable<Instruction>> loadAddress, FieldDefinition definition)
{
    /// <summary>The runtime's name for what is kept.</summary>
    public string Type => type;

    public FieldDefinition Definition => definition;

    public IEnumerable<Instruction> LoadAddress() => loadAddress();

    /// <summary>A call whose only argument is the method's definition.</summary>
    public CodeBlock Call(string method) =>
    [
        .. loadAddress(),
        Instruction.Create(OpCodes.Ldsfld, definition),
        Instruction.Create(OpCodes.Call, runtime.Method(type, method)),
    ];

    public CodeBlock Fail(VariableDefinition exception) =>
    [
        .. loadAddress(),
        Instruction.Create(OpCodes.Ldloc, exception),
        Instruction.Create(OpCodes.Ldsfld, definition),
        Instruction.Create(OpCodes.Call, runtime.Method(type, "Fail")),
    ];

    /// <summary>Puts a value that <paramref name="load"/> pushes on the span.</summary>
    public CodeBlock Tag(string name, int redact, TypeReference valueType, IEnumerable<Instruction> load)
    {
        var code = new CodeBlock { loadAddress(), Instruction.Create(OpCodes.Ldstr, name), load };
        if (redact != 0)
        {
            code.Add(OpCodes.Ldc_I4, redact);
            code.Add(OpCodes.Call, RuntimeMembers.Instance(runtime.Method(type, "TagRedacted"), valueType));
        }
        else if (valueType.IsValueType || valueType.IsGenericParameter)
        {
            code.Add(OpCodes.Call, RuntimeMembers.Instance(runtime.Method(type, method => method is { Name: "Tag", HasGenericParameters: true }), valueType));
        }
        else
        {
            code.Add(OpCodes.Call, runtime.Method(type, method => method is { Name: "Tag", HasGenericParameters: false }));
        }

        return code;
    }
}
