using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Tracing;

/// <summary>Which <c>ErrorWhen</c> can be checked.</summary>
internal static class ResultRules
{
    /// <summary>Why not; null where it can, or where there is none.</summary>
    public static string? Violation(AttributeData trace, IMethodSymbol method, ITypeSymbol? result, Compilation compilation)
    {
        if (AttributeText.Named(trace, "ErrorWhen") is not { } condition)
            return null;
        if (result is null)
            return "there is no result";
        if (method.ReturnsByRef || method.ReturnsByRefReadonly || MemberPath.IsUnkeepable(result))
            return "the result is a reference or a ref struct";
        if (condition.IsNull)
            return result.IsValueType && result.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T ? "the result is never null" : null;
        if (condition.Kind is TypedConstantKind.Type or TypedConstantKind.Array)
            return "a type or an array cannot be compared with it";
        if (condition.Value is string path)
            return PathViolation(path.StartsWith("!", StringComparison.Ordinal) ? path.Substring(1) : path, method, result, compilation);
        return SymbolEqualityComparer.Default.Equals(condition.Type, result) ? null : $"the constant is of type '{condition.Type?.Name}', the result is not";
    }

    private static string? PathViolation(string path, IMethodSymbol method, ITypeSymbol result, Compilation compilation)
    {
        var type = MemberPath.Resolve(result, path, method, compilation, out var missing);
        if (missing is not null)
            return $"'{path}' names no readable property or field at '{missing}'";
        return type!.SpecialType == SpecialType.System_Boolean ? null : $"'{path}' is not a bool";
    }
}
