namespace Takumi.Observability.Abstractions.Tests.Metrics;

/// <summary>A metric as the catalogue page has it. Labels map to their values, none where the page names none.</summary>
internal sealed record PageMetric(string Name, InstrumentKind Kind, string? Unit, IReadOnlyList<double> Boundaries, IReadOnlyDictionary<string, string[]> Labels, string ScrapedAs);
