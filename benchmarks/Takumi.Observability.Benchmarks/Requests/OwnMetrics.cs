using System.Diagnostics.Metrics;

namespace Takumi.Observability.Benchmarks.Requests;

/// <summary>The two metrics of the service's own, the same in each way to write it.</summary>
internal static class OwnMetrics
{
    public const string MeterName = "Profiles";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_created = s_meter.CreateCounter<long>("profiles.created");
    private static readonly Histogram<double> s_fee = s_meter.CreateHistogram<double>("profile.fee");

    public static void Created()
    {
        s_created.Add(1, new KeyValuePair<string, object?>("outcome", "success"));
        s_fee.Record(100, new KeyValuePair<string, object?>("method", "createProfile"));
    }
}
