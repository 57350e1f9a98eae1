using System.Runtime.InteropServices;
using OpenTelemetry.Metrics;
using Takumi.Observability.Exposition.Naming;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// Sorts the metrics of a collection into families and decides who owns a name. The first to come does; whoever doesn't fit beside it is left out and told once.
/// </summary>
internal sealed class FamilyIndex(ExpositionLayout layout, PrometheusOptions options, ExpositionWarnings warnings)
{
    private readonly Dictionary<Metric, MetricStream> _streams = [];
    private readonly Dictionary<string, MetricFamily?> _owners = new(StringComparer.Ordinal) { ["target"] = null, ["target_info"] = null };
    private readonly List<MetricFamily> _families = [];
    private long _collection;

    /// <summary>The families in the order in which they appeared, each with the metrics that the last collection brought.</summary>
    public ReadOnlySpan<MetricFamily> Families => CollectionsMarshal.AsSpan(_families);

    /// <summary>Takes over what a collection brought. A metric that it didn't bring loses what is kept of it, its name too.</summary>
    public void Update(in OpenTelemetry.Batch<Metric> metrics)
    {
        _collection++;
        var count = 0;
        foreach (var metric in metrics)
        {
            if (!_streams.TryGetValue(metric, out var stream))
                _streams.Add(metric, stream = Open(metric));
            stream.Collection = _collection;
            count++;
        }
        if (count < _streams.Count)
            RemoveAbsent();
    }

    private MetricStream Open(Metric metric)
    {
        var family = FindFamily(metric);
        var stream = new MetricStream(metric, family, layout, options);
        family?.Streams.Add(stream);
        return stream;
    }

    private MetricFamily? FindFamily(Metric metric)
    {
        if (KindOf(metric.MetricType) is not { } kind)
        {
            warnings.NoFormInText(metric);
            return null;
        }

        var (name, unit) = Translate(metric, kind);
        if (_owners.TryGetValue(name, out var family) && family is not null && family.Name == name && family.Kind == kind && family.Unit == unit)
            return family;

        foreach (var claimed in MetricFamily.ClaimedNames(kind, name))
        {
            if (!_owners.TryGetValue(claimed, out var owner))
                continue;
            warnings.NameTaken(metric, claimed, owner);
            return null;
        }

        family = new MetricFamily(layout, kind, name, unit, metric.Description, metric.MeterName);
        foreach (var claimed in MetricFamily.ClaimedNames(kind, name))
            _owners.Add(claimed, family);
        _families.Add(family);
        return family;
    }

    private (string Name, string Unit) Translate(Metric metric, FamilyKind kind)
    {
        var isCounter = kind == FamilyKind.Counter;
        var (name, unit) = FamilyName.Translate(metric.Name, metric.Unit, isCounter, utf8: options.Utf8Names && layout.Names != NameScheme.Underscores);
        // The scheme sees a counter's whole name, as it stands in a sample; `_total` is the end of it by every scheme.
        var escaped = NameEscaping.Apply(layout.Names, isCounter ? FamilyName.WithTotal(name) : name, isLabel: false);
        var family = isCounter ? FamilyName.WithoutTotal(escaped) : escaped;

        // `dots` gives the family c__seconds_ its sample c__seconds__total: the name no longer ends with the unit, and OpenMetrics then wants no UNIT.
        return (family, family.EndsWith('_' + unit, StringComparison.Ordinal) ? unit : "");
    }

    private void RemoveAbsent()
    {
        foreach (var (metric, stream) in _streams)
        {
            if (stream.Collection == _collection)
                continue;
            _streams.Remove(metric);
            stream.Family?.Streams.Remove(stream);
            stream.Family?.ReleaseLabels();
        }
        foreach (var family in _families.FindAll(static family => family.Streams.Count == 0))
        {
            _families.Remove(family);
            foreach (var claimed in MetricFamily.ClaimedNames(family.Kind, family.Name))
                _owners.Remove(claimed);
            RetryLeftOut();
        }
    }

    // A name became free: who was left out may have it in the next collection.
    private void RetryLeftOut()
    {
        foreach (var (metric, stream) in _streams)
        {
            if (stream.Family is null)
                _streams.Remove(metric);
        }
    }

    // Exponential histograms have no form in either text format; OpenTelemetry's specification says to drop them.
    private static FamilyKind? KindOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => FamilyKind.Counter,
        MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => FamilyKind.Gauge,
        MetricType.LongGauge or MetricType.DoubleGauge => FamilyKind.Gauge,
        MetricType.Histogram => FamilyKind.Histogram,
        _ => null,
    };
}
