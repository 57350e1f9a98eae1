using Mono.Cecil;
using Takumi.Observability.Weaving.Metadata;

namespace Takumi.Observability.Weaving.Declarations;

/// <summary>
/// What can't be woven, by the same ids as the analyzer. The analyzer shows it while typing; this catches what no analyzer saw: another language, analyzers switched off.
/// </summary>
internal static class TraceRules
{
    public static (string Id, string Message)? FirstViolation(MethodDefinition method)
    {
        var declarations = TraceDeclaration.All(method).ToList();
        if (declarations.Count > 1)
            return ("TKM008", $"'{SourceName.Of(method)}' has more than one trace attribute");
        if (!method.HasBody)
            return ("TKM001", $"'{SourceName.Of(method)}' has no body, so it cannot carry a span: put the attribute on its implementations");
        if (StateMachine.IsAsync(method) && method.ReturnType.FullName == "System.Void")
            return ("TKM002", $"'{SourceName.Of(method)}' is async void, so nobody can wait for its end: return Task");
        if (ReturnedTask.IsForeign(method.ReturnType))
            return ("TKM003", $"'{SourceName.Of(method)}' returns the task-like type '{method.ReturnType.Name.Split('`')[0]}', whose end is not known: return Task or ValueTask");
        if (!method.NoInlining && CompilerInlines(method.Module))
            return ("TKM011", $"'{SourceName.Of(method)}' may be inlined by the F# compiler, and its span left out: add [<MethodImpl(MethodImplOptions.NoInlining)>]");
        if (declarations[0].Names.Any(string.IsNullOrWhiteSpace))
            return ("TKM009", $"The trace attribute on '{SourceName.Of(method)}' has an empty name");

        var model = new TracedMethodModel(method);
        return TagViolation(model) ?? ConditionViolation(model);
    }

    // The optimizer of the F# compiler copies small methods into their callers, in this assembly and in those that reference it. What it needs for the latter is a resource.
    private static bool CompilerInlines(ModuleDefinition module) =>
        module.Resources.Any(resource => resource.Name.StartsWith("FSharpOptimization", StringComparison.Ordinal));

    private static (string, string)? TagViolation(TracedMethodModel model)
    {
        foreach (var (parameter, tag) in model.ParameterTags)
        {
            if (string.IsNullOrWhiteSpace(tag.Name))
                return ("TKM009", $"The [SpanTag] on '{parameter.Name}' has an empty name");
            if (parameter.IsOut)
                return ("TKM004", $"[SpanTag] cannot read '{parameter.Name}': an out parameter has no value when the method starts");
            var type = TypeModifiers.Without(parameter.ParameterType);
            if (type is ByReferenceType reference)
                type = TypeModifiers.Without(reference.ElementType);
            if (Unreadable(type, tag, model) is { } reason)
                return ("TKM004", $"[SpanTag] cannot read '{parameter.Name}': {reason}");
        }

        foreach (var tag in model.ResultTags)
        {
            if (string.IsNullOrWhiteSpace(tag.Name))
                return ("TKM009", $"The [return: SpanTag] on '{SourceName.Of(model.Method)}' has an empty name");
            if (model.Result is null)
                return ("TKM004", $"[SpanTag] cannot read the result of '{SourceName.Of(model.Method)}': there is none");
            if (Unreadable(model.Result, tag, model) is { } reason)
                return ("TKM004", $"[SpanTag] cannot read the result of '{SourceName.Of(model.Method)}': {reason}");
        }

        return null;
    }

    private static string? Unreadable(TypeReference type, TagDeclaration tag, TracedMethodModel model)
    {
        if (MemberPath.IsByRefLike(type))
            return "a pointer, a reference or a ref struct cannot be kept";
        if (tag.Member is null)
            return null;
        MemberPath.Resolve(type, tag.Member, model.Method.DeclaringType, out var missing);
        return missing is null ? null : $"'{tag.Member}' names no readable property or field at '{missing}'";
    }

    private static (string, string)? ConditionViolation(TracedMethodModel model)
    {
        if (model.Declaration.ErrorWhen is not { } condition)
            return null;
        var reason = model.Result switch
        {
            null => "there is no result",
            var result when MemberPath.IsByRefLike(result) => "the result is a reference or a ref struct",
            var result when condition.Path is not null => PathViolation(result, condition.Path, model.Method.DeclaringType),
            var result when condition.IsNull => IsNeverNull(result) ? "the result is never null" : null,
            _ when condition.Constant is not IConvertible => "a type or an array cannot be compared with it",
            var result => result.FullName == condition.ConstantType!.FullName ? null : $"the constant is of type '{condition.ConstantType.Name}', the result is not",
        };
        return reason is null ? null : ("TKM010", $"ErrorWhen on '{SourceName.Of(model.Method)}' cannot be checked: {reason}");
    }

    private static bool IsNeverNull(TypeReference type) =>
        type is GenericParameter parameter ? parameter.HasNotNullableValueTypeConstraint : type.IsValueType && type.GetElementType().FullName != "System.Nullable`1";

    private static string? PathViolation(TypeReference result, string path, TypeDefinition reader)
    {
        var steps = MemberPath.Resolve(result, path, reader, out var missing);
        if (missing is not null)
            return $"'{path}' names no readable property or field at '{missing}'";
        return steps![steps.Count - 1].Type.FullName == "System.Boolean" ? null : $"'{path}' is not a bool";
    }
}
