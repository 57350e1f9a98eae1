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
    /// <summary>The name by which a scrape tells metrics apart: <c>a.b</c> and <c>a_b</c> are one there.</summary>
    public string ScrapedName => Name.Replace('.', '_');

    /// <summary>The field that holds it. A metric's name has no double underscore, so that names derived from it cannot meet another's.</summary>
    public string Field => CSharp.Identifier(ScrapedName);

    public string SeriesField => $"{ScrapedName}__series";

    public string ObservedField => $"{ScrapedName}__observed";

    /// <summary>Whether the labels' own limits allow more series than the metric's.</summary>
    public bool NeedsSeriesBound =>
        Labels.Any(l => l.IsOpen) && Labels.Aggregate(1.0, (series, label) => series * label.MaxValues) > MaxSeries;

    public string LabelField(Label label) => $"{ScrapedName}__label_{label.ScrapedName}";

    /// <summary>What two declarations of one name must have in common.</summary>
    public string Shape =>
        $"{Name} {Form} of {ValueType}, unit {Unit ?? "none"}, labels ({string.Join(", ", Labels.Select(l => l.Shape))}), boundaries ({string.Join(", ", Boundaries)})";
}
