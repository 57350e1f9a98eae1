namespace Takumi.Observability.Generators.Metrics;

/// <summary>One instrument; methods that declare it alike share it.</summary>
internal sealed record Instrument(
    string Name,
    InstrumentForm Form,
    string ValueType,
    string? Unit,
    string Description,
    EquatableArray<Label> Labels,
    EquatableArray<double> Boundaries,
    int MaxSeries)
{
    /// <summary>The field that holds it. A metric's name has no double underscore, so that names derived from it cannot meet another's.</summary>
    public string Field => CSharp.Identifier(Name.Replace('.', '_'));

    public string SeriesField => $"{Name.Replace('.', '_')}__series";

    public string ObservedField => $"{Name.Replace('.', '_')}__observed";

    /// <summary>Whether the labels' own limits allow more series than the metric's.</summary>
    public bool NeedsSeriesBound =>
        Labels.Any(l => l.IsOpen) && Labels.Aggregate(1.0, (series, label) => series * label.MaxValues) > MaxSeries;

    public string LabelField(Label label) => $"{Name.Replace('.', '_')}__label_{label.Name.Replace('.', '_')}";

    /// <summary>What two declarations of one name must have in common.</summary>
    public string Shape =>
        $"{Name} {Form} of {ValueType}, unit {Unit ?? "none"}, labels ({string.Join(", ", Labels.Select(l => l.Name))}), boundaries ({string.Join(", ", Boundaries)})";
}
