using Microsoft.CodeAnalysis;

namespace Takumi.Observability.Generators.Metrics;

/// <summary>Reads what a metric's attribute and summary say.</summary>
internal sealed class InstrumentReader(Problems problems)
{
    private const int DefaultMaxSeries = 1_900;
    private const int MostSeries = 1_000_000;

    public Instrument Read(IMethodSymbol method, AttributeData attribute, InstrumentForm form, Parameters parameters, CancellationToken cancellationToken)
    {
        var name = attribute.FirstArgument();
        if (MetricName.Fault(name) is { } fault)
            problems.Add(MetricDiagnostics.Name, method, name, fault);

        var unit = attribute.Named("Unit")?.Value as string;
        if (unit is not null && !UcumUnit.IsValid(unit))
            problems.Add(MetricDiagnostics.Unit, method, unit, UcumUnit.Suggest(unit));

        var description = SummaryReader.Read(method, cancellationToken);
        if (description.Length == 0)
            problems.Add(MetricDiagnostics.Summary, method, method.Name);

        var maxSeries = attribute.Named("MaxSeries")?.Value as int? ?? DefaultMaxSeries;
        if (maxSeries is < 1 or > MostSeries)
            problems.Add(MetricDiagnostics.Limit, method, "MaxSeries", name, maxSeries, MostSeries);

        var boundaries = form == InstrumentForm.Histogram ? Boundaries(method, attribute, unit, parameters.ValueType) : [];
        return new(name, form, parameters.ValueType, unit, description, new(parameters.Labels), new(boundaries), maxSeries);
    }

    private double[] Boundaries(IMethodSymbol method, AttributeData attribute, string? unit, string valueType)
    {
        var given = attribute.Named("Boundaries") is { IsNull: false } named ? named.Values.Select(v => (double)v.Value!).ToArray() : DefaultBoundaries.For(unit);
        var fault =
            given is null ? $"the unit '{unit ?? "none"}' has no default; name them"
            : given.Length == 0 ? "there are none"
            : given.Any(b => double.IsNaN(b) || double.IsInfinity(b)) ? "one is no number"
            : given.Zip(given.Skip(1), (a, b) => a < b).Contains(false) ? "they do not ascend"
            : valueType == "long" && given.Any(b => b != Math.Floor(b)) ? "it measures whole numbers, and one is a fraction"
            : valueType == "long" && given.Any(b => Math.Abs(b) >= long.MaxValue) ? "it measures whole numbers, and one is greater than they reach"
            : null;

        if (fault is not null)
            problems.Add(MetricDiagnostics.Boundaries, method, method.Name, fault);

        return given ?? [];
    }
}
