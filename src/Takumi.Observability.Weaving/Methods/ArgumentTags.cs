using Mono.Cecil;
using Mono.Cecil.Cil;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>Writes the code that puts the tagged parameters on the span when the method starts.</summary>
internal static class ArgumentTags
{
    /// <param name="model">The woven method.</param>
    /// <param name="slot">Its span or arguments.</param>
    /// <param name="runtime">The runtime that is called.</param>
    /// <param name="load">Pushes a parameter where the code will be.</param>
    /// <param name="map">The method's generic parameters, as they are called where the code will be.</param>
    public static CodeBlock Write(
        TracedMethodModel model,
        SpanSlot slot,
        RuntimeMembers runtime,
        Func<ParameterDefinition, IEnumerable<Instruction>> load,
        Func<GenericParameter, TypeReference> map)
    {
        var code = new CodeBlock();
        foreach (var (parameter, tag) in model.ParameterTags)
        {
            var type = TypeModifiers.Without(parameter.ParameterType);
            IEnumerable<Instruction> value = load(parameter);
            if (type is ByReferenceType reference)
            {
                type = TypeModifiers.Without(reference.ElementType);
                value = [.. value, Instruction.Create(OpCodes.Ldobj, type)];
            }

            if (tag.Member is null)
            {
                code.Add(slot.Tag(tag.Name!, tag.Redact, TypeSubstitution.Replace(type, map), value));
                continue;
            }

            var reader = new ValueReader(runtime, model.Method, type, slot.Type, slot.Definition);
            reader.Add(tag);
            code.Add(value);
            code.Add(slot.LoadAddress());
            code.Add(OpCodes.Call, reader.Complete(map));
        }

        return code;
    }
}
