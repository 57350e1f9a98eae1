using System.Collections;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>Instructions in the order in which they are written, to be put into a body as one.</summary>
internal sealed class CodeBlock : IEnumerable<Instruction>
{
    private readonly List<Instruction> _instructions = [];

    public IEnumerator<Instruction> GetEnumerator() => _instructions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Add(Instruction instruction) => _instructions.Add(instruction);

    public void Add(IEnumerable<Instruction> instructions) => _instructions.AddRange(instructions);

    public void Add(OpCode code) => Add(Instruction.Create(code));

    public void Add(OpCode code, int value) => Add(Instruction.Create(code, value));

    public void Add(OpCode code, string value) => Add(Instruction.Create(code, value));

    public void Add(OpCode code, TypeReference type) => Add(Instruction.Create(code, type));

    public void Add(OpCode code, FieldReference field) => Add(Instruction.Create(code, field));

    public void Add(OpCode code, MethodReference method) => Add(Instruction.Create(code, method));

    public void Add(OpCode code, VariableDefinition variable) => Add(Instruction.Create(code, variable));

    public void Add(OpCode code, ParameterDefinition parameter) => Add(Instruction.Create(code, parameter));

    public void Add(OpCode code, Instruction target) => Add(Instruction.Create(code, target));

    public void InsertBefore(Instruction position, ILProcessor processor)
    {
        foreach (var instruction in _instructions)
            processor.InsertBefore(position, instruction);
    }

    public void AppendTo(ILProcessor processor)
    {
        foreach (var instruction in _instructions)
            processor.Append(instruction);
    }
}
