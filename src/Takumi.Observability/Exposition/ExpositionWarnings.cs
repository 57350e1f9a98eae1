using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using Takumi.Observability.Exposition.Formatting;

namespace Takumi.Observability.Exposition;

/// <summary>
/// What a scrape leaves out, told once each: a scrape comes every few seconds, and the cause doesn't change between two of them.
/// </summary>
internal sealed class ExpositionWarnings(ILogger logger)
{
    // Metric names are the keys, and the SDK bounds how many there are; this holds where meters come and go.
    private const int MaxTold = 1000;

    private readonly HashSet<(string Reason, string Name)> _told = [];
    private readonly Lock _gate = new();

    public void NoFormInText(Metric metric)
    {
        if (IsFirst(nameof(NoFormInText), metric.Name))
            logger.LogWarning("Metric {Metric} of meter {Meter} is left out of the Prometheus exposition: an {Type} has no form in the text formats. Give it explicit bucket boundaries.", metric.Name, metric.MeterName, metric.MetricType);
    }

    public void NameTaken(Metric metric, string name, MetricFamily? owner)
    {
        if (IsFirst(nameof(NameTaken), metric.Name))
            logger.LogWarning("Metric {Metric} of meter {Meter} ({Type}, unit '{Unit}') is left out of the Prometheus exposition: the name {Name} belongs to the {Kind} of {Owner} with unit '{OwnerUnit}'. Rename one of them.", metric.Name, metric.MeterName, metric.MetricType, metric.Unit, name, owner is null ? "info" : owner.Kind.ToString(), owner?.FirstMeter ?? "the resource", owner?.Unit ?? "");
    }

    public void DuplicateSeries(Metric metric, MetricFamily family)
    {
        if (IsFirst(nameof(DuplicateSeries), family.Name))
            logger.LogWarning("A series of metric {Metric} of meter {Meter} is left out of the Prometheus exposition: its labels are those of another series of {Family}. Two meters, or two attribute values that are written alike, gave the same labels; with ScopeLabels on, meters stay apart.", metric.Name, metric.MeterName, family.Name);
    }

    public void NotACounterValue(Metric metric)
    {
        if (IsFirst(nameof(NotACounterValue), metric.Name))
            logger.LogWarning("A counter of metric {Metric} of meter {Meter} is NaN or negative, which OpenMetrics forbids: it is left out there.", metric.Name, metric.MeterName);
    }

    public void CollectionFailed(Exception exception)
    {
        if (IsFirst(nameof(CollectionFailed), exception.GetType().Name))
            logger.LogError(exception, "A scrape could not be answered: collecting or writing the metrics failed. Further failures of this kind are not logged.");
    }

    private bool IsFirst(string reason, string name)
    {
        lock (_gate)
            return _told.Count < MaxTold && _told.Add((reason, name));
    }
}
