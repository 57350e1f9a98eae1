namespace Takumi.Observability.Tests.Exposition.Parsing;

internal sealed record ParsedExemplar(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value, double? Timestamp)
{
    public string? this[string label] => Labels.Where(pair => pair.Key == label).Select(pair => pair.Value).SingleOrDefault();
}
