using Microsoft.Extensions.Logging;
using Takumi.Observability.Redaction;

namespace Takumi.Observability.Diagnosis;

/// <summary>Tells, once a metric and label, that values became <c>other</c>: which, where, and the newest of them, masked. The measurements are counted where they are made.</summary>
internal sealed class CardinalityWarnings : IDisposable
{
    private readonly ILogger _logger;
    private readonly RedactionPolicy _policy;

    public CardinalityWarnings(ILoggerFactory loggers, HostRedaction redaction)
    {
        _logger = loggers.CreateLogger("Takumi.Observability");
        _policy = redaction.Metrics;
        MetricCardinality.LimitReached += Tell;
    }

    public void Dispose() => MetricCardinality.LimitReached -= Tell;

    private void Tell(CardinalityLimitReached reached)
    {
        var newest = string.Join(", ", reached.Newest.Select(value => _policy.Redact(reached.Label ?? "", value)));
        if (reached.IsTooLong)
            _logger.LogWarning(
                "Metric {Metric} was given a value of label {Label} with more than {Limit} characters: such values count as other. It began: {Newest}. This is told once; telemetry_lost_total counts on.",
                reached.Metric,
                reached.Label,
                reached.Limit,
                newest);
        else
            _logger.LogWarning(
                "Metric {Metric} has more than {Limit} distinct {Subject}: later ones count as other. Newest: {Newest}. This is told once; telemetry_lost_total counts on.",
                reached.Metric,
                reached.Limit,
                reached.Label is null ? "combinations of labels" : $"values of label {reached.Label}",
                newest);
    }
}
