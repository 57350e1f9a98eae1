namespace Takumi.Observability;

/// <summary>
/// Transactions on Stellar. A contract call (<see cref="ContractCallSpan"/>, <see cref="TraceContractCallAttribute"/>) counts its transaction and the duration of it by itself;
/// the rest an application calls. Thread safe.
/// </summary>
[Meter(TakumiTelemetry.MeterName)]
public static partial class StellarMetrics
{
    /// <summary>A transaction ended: counts it and records how long it took.</summary>
    /// <param name="method">What it did, by a name fixed in code: <c>claim_reward</c>.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="elapsed">From submitting it to knowing its end.</param>
    public static void TransactionSubmitted(string method, TransactionStatus status, TimeSpan elapsed)
    {
        TransactionSubmitted(method, status);
        TransactionDuration(method, elapsed);
    }

    /// <summary>Stellar transactions submitted.</summary>
    [Counter("stellar.transactions", Unit = "{transaction}")]
    public static partial void TransactionSubmitted(string method, TransactionStatus status);

    /// <summary>Time from submitting a Stellar transaction to knowing its end.</summary>
    [Histogram("stellar.transaction.duration", Unit = "s", Boundaries = [0.5, 1, 2, 5, 10, 30])]
    public static partial void TransactionDuration(string method, TimeSpan elapsed);

    /// <summary>Times a transaction until what is returned is disposed.</summary>
    [Timer(nameof(TransactionDuration))]
    public static partial MetricTimer TimeTransaction(string method);

    /// <summary>Fees charged for Stellar transactions.</summary>
    [Histogram("stellar.transaction.fee", Unit = "{stroop}")]
    public static partial void TransactionFee(string method, long stroops);

    /// <summary>Age of the newest ledger that was seen.</summary>
    [Gauge("stellar.ledger.lag", Unit = "s")]
    public static partial void LedgerLag(string network, TimeSpan lag);
}
