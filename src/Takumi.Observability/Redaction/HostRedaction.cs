using Microsoft.Extensions.Options;
using Takumi.Observability.Diagnosis;

namespace Takumi.Observability.Redaction;

/// <summary>The host's policy, once for each signal: the rules are the same, what is lost by a rule that fails is counted where it belongs.</summary>
internal sealed class HostRedaction
{
    public HostRedaction(IOptions<ObservabilityOptions> options, LossReport losses)
    {
        RedactionPolicy Create(TelemetrySignal signal) => new(options.Value.Redaction, exception => losses.Lost(
            signal, LossReason.RedactionFailed, 1, $"A value was dropped because redacting it threw {exception.GetType()}."));

        Traces = Create(TelemetrySignal.Traces);
        Metrics = Create(TelemetrySignal.Metrics);
        Logs = Create(TelemetrySignal.Logs);
        Audit = Create(TelemetrySignal.Audit);
    }

    /// <summary>For spans, and for the baggage that travels with them.</summary>
    public RedactionPolicy Traces { get; }

    /// <summary>For the attributes of exemplars.</summary>
    public RedactionPolicy Metrics { get; }

    public RedactionPolicy Logs { get; }

    /// <summary>For the metadata of audit events; their declared members are kept as they are.</summary>
    public RedactionPolicy Audit { get; }
}
