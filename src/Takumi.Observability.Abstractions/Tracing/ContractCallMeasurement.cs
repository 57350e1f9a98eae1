namespace Takumi.Observability.Tracing;

/// <summary>What a contract call measures at its end, the same in each of its forms: by attribute, delegate or scope.</summary>
internal static class ContractCallMeasurement
{
    /// <summary>Whether anybody listens to what such a call measures.</summary>
    public static bool IsWanted(bool readOnly) => ContractMetrics.Enabled || (!readOnly && StellarMetrics.Enabled);

    /// <summary>Measures the end of a call that did not begin mute.</summary>
    /// <param name="contract">The contract's name.</param>
    /// <param name="method">The contract's method.</param>
    /// <param name="readOnly">No transaction was submitted, so none is counted.</param>
    /// <param name="outcome">How the call ended.</param>
    /// <param name="exception">What it ended with, where that is known.</param>
    /// <param name="duration">How long it took.</param>
    public static void End(string contract, string method, bool readOnly, Outcome outcome, Exception? exception, TimeSpan duration)
    {
        ContractMetrics.Completed(contract, method, outcome, duration);
        if (readOnly)
            return;

        // A mute that began after the call takes nothing of it away. ContractMetrics doesn't ask; these metrics do, for those who call them by hand.
        var silence = Silence.Lift();
        try
        {
            StellarMetrics.TransactionSubmitted(method, StatusOf(outcome, exception), duration);
        }
        finally
        {
            silence?.Continue();
        }
    }

    // Who gave up waiting does not know what the network did: it may still get there.
    private static TransactionStatus StatusOf(Outcome outcome, Exception? exception) => outcome switch
    {
        Outcome.Success => TransactionStatus.Success,
        Outcome.Cancelled => TransactionStatus.Timeout,
        _ => exception is TimeoutException or OperationCanceledException ? TransactionStatus.Timeout : TransactionStatus.Failed,
    };
}
