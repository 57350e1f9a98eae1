namespace Takumi.Observability;

/// <summary>How a workflow or a contract call ended.</summary>
public enum Outcome
{
    /// <summary>It did what it was asked to do.</summary>
    Success,

    /// <summary>It threw, or said that it failed.</summary>
    Failure,

    /// <summary>Its caller gave up. Not an error.</summary>
    Cancelled,
}
