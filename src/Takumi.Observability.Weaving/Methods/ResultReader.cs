using Mono.Cecil;
using Takumi.Observability.Weaving.Declarations;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Methods;

/// <summary>The reader of a result: its tags first, then whether it means failure, which ends the span.</summary>
internal static class ResultReader
{
    public static MethodReference Write(TracedMethodModel model, FieldDefinition definition, RuntimeMembers runtime, Func<GenericParameter, TypeReference> map)
    {
        var reader = new ValueReader(runtime, model.Method, model.Result!, "WovenSpan", definition);
        foreach (var tag in model.ResultTags)
            reader.Add(tag);
        if (model.Declaration.ErrorWhen is { } condition)
            reader.Add(condition);
        return reader.Complete(map);
    }
}
