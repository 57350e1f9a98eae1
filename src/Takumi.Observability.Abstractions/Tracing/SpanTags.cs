namespace Takumi.Observability;

/// <summary>The span attribute names of the telemetry catalogue, those of OpenTelemetry's semantic conventions included where the library sets them.</summary>
public static class SpanTags
{
    /// <summary>Low-cardinality class of an error: an exception's full type name, a status code, or a word of the instrumentation (OpenTelemetry).</summary>
    public const string ErrorType = "error.type";

    /// <summary>True on a span that was declared critical: set at its start, so that a sampler can see it.</summary>
    public const string SamplingCritical = "sampling.critical";

    /// <summary>Items that a traced iterator has yielded.</summary>
    public const string EnumerationItems = "enumeration.items";

    /// <summary>Seconds from the start of a traced enumeration to its first item.</summary>
    public const string EnumerationTimeToFirstItem = "enumeration.time_to_first_item";

    /// <summary>The workflow's name, as given to <see cref="TakumiTelemetry"/>.</summary>
    public const string WorkflowName = "workflow.name";

    /// <summary><c>success</c>, <c>failure</c> or <c>cancelled</c>.</summary>
    public const string WorkflowOutcome = "workflow.outcome";

    /// <summary>The contract's name.</summary>
    public const string ContractName = "contract.name";

    /// <summary>The contract's method.</summary>
    public const string ContractMethod = "contract.method";

    /// <summary>The network that the contract lives on, for example <c>testnet</c>.</summary>
    public const string ContractNetwork = "contract.network";

    /// <summary>Hash of the transaction that carried a contract call. Public on the chain.</summary>
    public const string TransactionHash = "transaction.hash";

    /// <summary>Wallet address of the acting user; leaves the process redacted to its first and last four characters.</summary>
    public const string UserAddress = "user.address";

    /// <summary>Identifier of a profile.</summary>
    public const string ProfileId = "profile.id";

    /// <summary>The fields of a profile that a call changed.</summary>
    public const string ProfileFields = "profile.fields";

    /// <summary>Whether the answer came from a cache.</summary>
    public const string Cached = "cached";

    /// <summary>Identifier of a skill claim.</summary>
    public const string ClaimId = "claim.id";

    /// <summary>The verifier who judged a claim.</summary>
    public const string ClaimVerifier = "claim.verifier";

    /// <summary>Identifier of a skill.</summary>
    public const string SkillId = "skill.id";

    /// <summary>Identifier of an endorsement.</summary>
    public const string EndorsementId = "endorsement.id";

    /// <summary>The endorsing party.</summary>
    public const string EndorsementEndorser = "endorsement.endorser";

    /// <summary>The domain that a verifier is registered for.</summary>
    public const string VerifierDomain = "verifier.domain";

    /// <summary>Fee of a Stellar transaction in stroops.</summary>
    public const string StellarFee = "stellar.fee";

    /// <summary>Ledger that a Stellar transaction was included in.</summary>
    public const string StellarLedger = "stellar.ledger";

    /// <summary>CPU instructions that a Soroban invocation consumed.</summary>
    public const string StellarCpuInstructions = "stellar.cpu_instructions";

    /// <summary>Ledger bytes that a Soroban invocation read.</summary>
    public const string StellarReadBytes = "stellar.read_bytes";

    /// <summary>Ledger bytes that a Soroban invocation wrote.</summary>
    public const string StellarWriteBytes = "stellar.write_bytes";

    /// <summary>Result code of a Stellar transaction, for example <c>tx_bad_seq</c>.</summary>
    public const string StellarResultCode = "stellar.result_code";

    /// <summary>Rows of a dataset.</summary>
    public const string DatasetRows = "dataset.rows";

    /// <summary>Size of a dataset in MB.</summary>
    public const string DatasetSizeMb = "dataset.size_mb";

    /// <summary>Proof system, for example <c>groth16</c>.</summary>
    public const string ProofType = "proof.type";

    /// <summary>Size of a proof in bytes.</summary>
    public const string ProofSizeBytes = "proof.size_bytes";

    /// <summary>Time to generate a proof in milliseconds.</summary>
    public const string ProofGenerationTimeMs = "proof.generation_time_ms";

    /// <summary>Table of a reconciliation.</summary>
    public const string CdcTable = "cdc.table";

    /// <summary>Rows that a reconciliation compared.</summary>
    public const string CdcRows = "cdc.rows";

    /// <summary>Rows by which the two sides of a reconciliation differ.</summary>
    public const string CdcDiscrepancy = "cdc.discrepancy";
}
