namespace Takumi.Observability;

/// <summary>How the claim of a reward ended.</summary>
public enum ClaimStatus
{
    /// <summary>The reward was paid.</summary>
    Success,

    /// <summary>Paying the reward failed.</summary>
    Failed,

    /// <summary>The claim was not entitled to a reward.</summary>
    Rejected,
}
