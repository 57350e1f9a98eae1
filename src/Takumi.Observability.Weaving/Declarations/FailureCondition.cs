using Mono.Cecil;

namespace Takumi.Observability.Weaving.Declarations;

/// <summary>The result that means failure: equal to a constant, null, or with a bool member that is true (or, negated, false).</summary>
internal sealed record FailureCondition(TypeReference? ConstantType, object? Constant, string? Path, bool Negated)
{
    public bool IsNull => ConstantType is null && Path is null;

    /// <summary>What becomes <c>error.type</c>: the words of the attribute.</summary>
    public string ErrorType => Path is not null ? (Negated ? "!" : "") + Path : ConstantType?.Resolve() is { IsEnum: true } type ? NameIn(type) : Constant switch
    {
        null => "null",
        bool value => value ? "true" : "false",
        var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
    };

    public static FailureCondition Of(CustomAttributeArgument argument)
    {
        // An attribute argument of type object holds the value with its own type; a null has the type string.
        if (argument.Value is CustomAttributeArgument inner)
            argument = inner;
        return argument.Value switch
        {
            null => new FailureCondition(null, null, null, false),
            string path when path.StartsWith("!", StringComparison.Ordinal) => new FailureCondition(null, null, path.Substring(1), true),
            string path => new FailureCondition(null, null, path, false),
            var value => new FailureCondition(argument.Type, value, null, false),
        };
    }

    private string NameIn(TypeDefinition type) =>
        type.Fields.FirstOrDefault(field => field.HasConstant && Equals(field.Constant, Constant))?.Name
        ?? Convert.ToString(Constant, System.Globalization.CultureInfo.InvariantCulture);
}
