namespace Takumi.Observability;

/// <summary>Calls to the RPC nodes of chains. Thread safe.</summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class RpcMetrics
{
    /// <summary>A call was answered: counts it and records how long it took.</summary>
    /// <param name="network">The chain: <c>stellar-testnet</c>.</param>
    /// <param name="method">The RPC method: <c>getLedgerEntries</c>.</param>
    /// <param name="elapsed">From the call to its answer.</param>
    public static void RequestCompleted(string network, string method, TimeSpan elapsed)
    {
        Requests(network, method);
        Latency(network, method, elapsed);
    }

    /// <summary>A call failed: counts the call and its error, and records how long it took.</summary>
    /// <param name="network">The chain.</param>
    /// <param name="method">The RPC method.</param>
    /// <param name="error">Why it failed.</param>
    /// <param name="elapsed">From the call to its failure.</param>
    public static void RequestFailed(string network, string method, RpcError error, TimeSpan elapsed)
    {
        RequestCompleted(network, method, elapsed);
        Errors(network, error);
    }

    /// <summary>Calls to RPC nodes, failed ones included.</summary>
    [Counter("rpc.requests")]
    private static partial void Requests(string network, string method);

    /// <summary>Time that RPC nodes took to answer.</summary>
    [Histogram("rpc.latency", Unit = "s")]
    private static partial void Latency(string network, string method, TimeSpan elapsed);

    /// <summary>Calls to RPC nodes that failed.</summary>
    [Counter("rpc.errors")]
    private static partial void Errors(string network, RpcError error);
}
