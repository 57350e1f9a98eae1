namespace Takumi.Observability;

/// <summary>Contract calls: how many and how long. Fed by <see cref="TakumiTelemetry"/>, sampled or not, unless the call began mute. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName, IgnoresMute = true)]
public static partial class ContractMetrics
{
    /// <summary>A contract call ended.</summary>
    public static void Completed(string contract, string method, Outcome outcome, TimeSpan duration)
    {
        Calls(contract, method, outcome);
        Duration(contract, method, duration);
    }

    /// <summary>Contract calls that ended.</summary>
    [Counter("contract.calls")]
    private static partial void Calls(string contract, string method, Outcome outcome);

    /// <summary>Duration of contract calls.</summary>
    [Histogram("contract.call.duration", Unit = "s", Boundaries = [0.05, 0.1, 0.5, 1, 2, 5, 10, 30])]
    private static partial void Duration(string contract, string method, TimeSpan duration);
}
