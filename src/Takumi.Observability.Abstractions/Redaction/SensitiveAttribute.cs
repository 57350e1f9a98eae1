namespace Takumi.Observability;

/// <summary>
/// Marks a type of the domain as sensitive: wherever a value of it is put into a span, a log or an event, its text
/// (<see cref="object.ToString"/>) is masked as <see cref="DataClass"/> says before it leaves the process.
/// </summary>
/// <remarks>
/// For domain projects that reference only this package. A host can decide the same for types that it doesn't own in
/// <c>RedactionOptions.Types</c>, which wins over the attribute.
/// </remarks>
/// <example><code>[Sensitive(DataClass.Secret)] public readonly record struct PassportNumber(string Value);</code></example>
/// <param name="dataClass">How values of the type are masked.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class SensitiveAttribute(DataClass dataClass) : Attribute
{
    /// <summary>How values of the type are masked.</summary>
    public DataClass DataClass { get; } = dataClass;
}
