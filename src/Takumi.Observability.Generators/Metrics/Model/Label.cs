namespace Takumi.Observability.Generators.Metrics;

/// <summary>A label and the parameter that gives its value. An enum's values stand beside its members; an open label has a limit instead.</summary>
internal sealed record Label(string Name, string Parameter, LabelType Type, string TypeName, EquatableArray<ClosedValue> Values, int Limit, bool IsOptional)
{
    /// <summary>The name as a scrape shows it.</summary>
    public string ScrapedName => Name.Replace('.', '_');

    /// <summary>What two declarations of the label must have in common.</summary>
    public string Shape => $"{TypeName.Replace("global::", "")}{(IsOptional ? "?" : "")} {Name}{(IsOpen ? $" up to {Limit}" : "")}";

    public bool IsOpen => Type is LabelType.Text or LabelType.Integer;

    /// <summary>Every value that can come out, <c>other</c> and an absent label included.</summary>
    public int MaxValues => IsOpen ? Limit + 1 + (IsOptional ? 1 : 0) : Type == LabelType.Flag ? 2 : Values.Count + 1;
}
