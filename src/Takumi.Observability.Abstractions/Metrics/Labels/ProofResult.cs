namespace Takumi.Observability;

/// <summary>What a verifier said of a proof.</summary>
public enum ProofResult
{
    /// <summary>The proof holds.</summary>
    Valid,

    /// <summary>The proof does not hold.</summary>
    Invalid,
}
