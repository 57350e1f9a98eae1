namespace Takumi.Observability;

/// <summary>A metric as it was declared.</summary>
/// <param name="Meter">The meter's name.</param>
/// <param name="Name">The instrument's name.</param>
/// <param name="Kind">The kind of instrument.</param>
/// <param name="Unit">The UCUM unit, or null.</param>
/// <param name="Description">The summary of the declaration, as one line of plain text.</param>
/// <param name="Labels">The labels in the order of the declaration.</param>
/// <param name="Boundaries">Upper bounds of a histogram's buckets, ascending; empty for the other kinds.</param>
/// <param name="MaxSeries">How many combinations of label values are kept apart.</param>
/// <param name="DeclaredBy">The full name of the class that declares it.</param>
public sealed record MetricDefinition(
    string Meter,
    string Name,
    InstrumentKind Kind,
    string? Unit,
    string Description,
    IReadOnlyList<MetricLabel> Labels,
    IReadOnlyList<double> Boundaries,
    int MaxSeries,
    string DeclaredBy);
