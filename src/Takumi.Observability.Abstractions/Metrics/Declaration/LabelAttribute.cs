namespace Takumi.Observability;

/// <summary>Names a label, or bounds it. Without it a parameter is a label of its own name in snake case with the default limit.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LabelAttribute : Attribute
{
    /// <summary>The limit of distinct values of an open label when <see cref="Limit"/> is not set.</summary>
    public const int DefaultLimit = 100;

    /// <summary>A label of the parameter's name.</summary>
    public LabelAttribute()
    {
    }

    /// <summary>A label of another name than the parameter's.</summary>
    /// <param name="name">Lower case: <c>error_type</c>.</param>
    public LabelAttribute(string name) => Name = name;

    /// <summary>The label's name, or null for the parameter's.</summary>
    public string? Name { get; }

    /// <summary>How many distinct values of a <c>string</c> or <c>int</c> are kept apart, 1 to 65,534. The next ones become <c>other</c>.</summary>
    public int Limit { get; set; } = DefaultLimit;
}
