namespace Takumi.Observability;

/// <summary>The phases of a contract call, each an optional child span.</summary>
public enum ContractPhase
{
    /// <summary>The dry run that yields footprint and fee.</summary>
    Simulate,

    /// <summary>Signing the envelope.</summary>
    Sign,

    /// <summary>Handing the envelope to the network.</summary>
    Submit,

    /// <summary>Waiting for a ledger to include it.</summary>
    Poll,

    /// <summary>Decoding what came of it.</summary>
    Result,
}
