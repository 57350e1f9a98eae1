using System.Diagnostics;

namespace Takumi.Observability;

/// <summary>
/// Makes every call of the method a contract call: client span <c>contract.&lt;Contract&gt;.&lt;method&gt;</c> and the metrics of <see cref="ContractMetrics"/>, which count sampled or not.
/// A call that submits a transaction also feeds the Stellar metrics; say <see cref="ReadOnly"/> where it doesn't.
/// </summary>
/// <param name="contract">The contract's name, for example <c>SkillProfile</c>.</param>
/// <param name="method">The contract's method, for example <c>createProfile</c>.</param>
public sealed class TraceContractCallAttribute(string contract, string method) : TraceAttribute(ActivityKind.Client)
{
    /// <summary>The contract's name.</summary>
    public string Contract { get; } = contract;

    /// <summary>The contract's method.</summary>
    public string Method { get; } = method;

    /// <summary>The network that the contract lives on (<c>contract.network</c>), for example <c>testnet</c>, where the code knows it.</summary>
    public string? Network { get; set; }

    /// <summary>The call only simulates, or reads: no transaction is submitted, and none is counted.</summary>
    public bool ReadOnly { get; set; }
}
