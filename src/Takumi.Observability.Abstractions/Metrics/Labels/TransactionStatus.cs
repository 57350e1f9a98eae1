namespace Takumi.Observability;

/// <summary>How a chain transaction ended.</summary>
public enum TransactionStatus
{
    /// <summary>It is in a ledger and did what it was asked to do.</summary>
    Success,

    /// <summary>It is in a ledger, and failed there.</summary>
    Failed,

    /// <summary>It was not seen in a ledger in time; it may still get there.</summary>
    Timeout,

    /// <summary>The network did not take it.</summary>
    Rejected,
}
