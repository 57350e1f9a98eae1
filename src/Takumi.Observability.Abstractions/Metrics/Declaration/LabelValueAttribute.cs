namespace Takumi.Observability;

/// <summary>The text that an enum's member has as the value of a label, where it is not the member's name in snake case.</summary>
/// <param name="value">The label's value: <c>lt_10</c>.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class LabelValueAttribute(string value) : Attribute
{
    /// <summary>The label's value.</summary>
    public string Value { get; } = value;
}
