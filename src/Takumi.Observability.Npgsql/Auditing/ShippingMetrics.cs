using System.Diagnostics.Metrics;

namespace Takumi.Observability.Auditing;

/// <summary>How far Postgres is behind each log. Not part of the catalogue: told in the package's README.</summary>
internal static class ShippingMetrics
{
    private static readonly Meter s_meter = new(TakumiTelemetry.MeterName);

    private static readonly Gauge<long> s_lag = s_meter.CreateGauge<long>("audit.postgres.lag", "{record}", "Durable audit records that are not in Postgres yet.");
    private static readonly Gauge<int> s_stopped = s_meter.CreateGauge<int>("audit.postgres.stopped", null, "1 when shipping has stopped because table and journal disagree, otherwise 0.");

    public static void Report(string log, long lag, bool isStopped)
    {
        var tag = new KeyValuePair<string, object?>("log", log);
        s_lag.Record(lag, tag);
        s_stopped.Record(isStopped ? 1 : 0, tag);
    }
}
