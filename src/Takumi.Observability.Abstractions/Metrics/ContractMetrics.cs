using System.Diagnostics.Metrics;
using Takumi.Observability.Metrics;
using Takumi.Observability.Tracing;

namespace Takumi.Observability;

/// <summary>Contract calls: how many and how long. Fed by <see cref="TakumiTelemetry"/>, sampled or not. Thread safe.</summary>
public static partial class ContractMetrics
{
    private static readonly LabelBound s_contracts = new();
    private static readonly LabelBound s_methods = new();
    private static readonly Counter<long> s_calls = TakumiMeter.Instance.CreateCounter<long>("contract.calls", unit: null, "Contract calls that ended, by outcome.");

    private static readonly Histogram<double> s_duration = TakumiMeter.Instance.CreateHistogram(
        "contract.call.duration", "s", "Duration of contract calls.", tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.5, 1, 2, 5, 10, 30] });

    /// <summary>Whether anybody listens to one of these instruments.</summary>
    internal static bool Enabled => s_calls.Enabled || s_duration.Enabled;

    /// <summary>A contract call ended.</summary>
    public static void Completed(string contract, string method, Outcome outcome, TimeSpan duration)
    {
        var contractTag = new KeyValuePair<string, object?>("contract", s_contracts.Of(contract));
        var methodTag = new KeyValuePair<string, object?>("method", s_methods.Of(method));
        s_calls.Add(1, contractTag, methodTag, new("outcome", OutcomeText.Of(outcome)));
        s_duration.Record(duration.TotalSeconds, contractTag, methodTag);
    }
}
