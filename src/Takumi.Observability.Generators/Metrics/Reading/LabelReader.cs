using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Reads a parameter as a label.</summary>
internal sealed class LabelReader(Problems problems)
{
    private const int DefaultLimit = 100;
    // A value has a number of 16 bits, and two of those are taken: by other, and by no label at all.
    private const int MostValues = ushort.MaxValue - 1;

    /// <summary>The label, or null when the parameter's type has no bound.</summary>
    public Label? Read(IParameterSymbol parameter)
    {
        var attribute = parameter.Attribute("LabelAttribute");
        if (TypeOf(parameter.Type) is not { } type || (type == LabelType.Integer && attribute is null))
        {
            problems.Add(MetricDiagnostics.LabelType, parameter, parameter.Name, Describe(parameter.Type));
            return null;
        }

        var name = attribute?.FirstArgument() is { Length: > 0 } given ? given : MetricName.Snake(parameter.Name);
        if (MetricName.LabelFault(name) is { } fault)
            problems.Add(MetricDiagnostics.LabelName, parameter, name, fault);

        var limit = attribute?.Named("Limit")?.Value as int? ?? DefaultLimit;
        if (limit is < 1 or > MostValues)
            problems.Add(MetricDiagnostics.Limit, parameter, "The limit", name, limit, MostValues);

        var isOpen = type is LabelType.Text or LabelType.Integer;
        return new(
            name,
            CSharp.Identifier(parameter.Name),
            type,
            parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            type == LabelType.Enumeration ? ClosedValues(parameter, name) : new([]),
            isOpen ? limit : 0,
            parameter.Type.NullableAnnotation == NullableAnnotation.Annotated);
    }

    private EquatableArray<ClosedValue> ClosedValues(IParameterSymbol parameter, string label)
    {
        // Two members of one value are one value: the first stands for both.
        var members = parameter.Type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).GroupBy(f => f.ConstantValue).Select(g => g.First());
        var values = members.Select(f => new ClosedValue(f.Name, f.Attribute("LabelValueAttribute")?.FirstArgument() ?? MetricName.Snake(f.Name))).ToList();
        foreach (var twice in values.GroupBy(v => v.Text).Where(g => g.Count() > 1))
            problems.Add(MetricDiagnostics.LabelName, parameter, label, $"'{twice.Key}' is the value of {string.Join(" and ", twice.Select(v => v.Member))}");

        foreach (var blank in values.Where(v => v.Text.Length == 0))
            problems.Add(MetricDiagnostics.LabelName, parameter, label, $"{blank.Member} has no text");

        return new(values);
    }

    private static LabelType? TypeOf(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => LabelType.Text,
        { SpecialType: SpecialType.System_Int32 } => LabelType.Integer,
        { SpecialType: SpecialType.System_Boolean } => LabelType.Flag,
        { TypeKind: TypeKind.Enum } when !IsFlags(type) => LabelType.Enumeration,
        _ => null,
    };

    private static bool IsFlags(ITypeSymbol type) => type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.FlagsAttribute");

    private static string Describe(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Int32 } => "an int without [Label] (a measurement is a long or a double)",
        { TypeKind: TypeKind.Enum } => $"a [Flags] enum ({type.Name})",
        _ => $"of type {type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}",
    };
}
