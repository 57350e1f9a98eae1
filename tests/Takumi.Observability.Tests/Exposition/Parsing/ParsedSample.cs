namespace Takumi.Observability.Tests.Exposition.Parsing;

/// <summary>A sample's line.</summary>
/// <param name="Number">The value as it was written: the formats tell integers from floats by it.</param>
internal sealed record ParsedSample(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, string Number, double Value, ParsedExemplar? Exemplar)
{
    public string? this[string label] => Labels.Where(pair => pair.Key == label).Select(pair => pair.Value).SingleOrDefault();

    /// <summary>The labels but one, in a form that compares: what a metric of a family is told by.</summary>
    public string MetricKey(string except) =>
        string.Join('\u0001', Labels.Where(label => label.Key != except).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}\u0002{label.Value}"));
}
