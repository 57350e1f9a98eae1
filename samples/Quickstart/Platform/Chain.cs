using System.Security.Cryptography;
using System.Text;
using Takumi.Observability;

namespace Quickstart.Platform;

/// <summary>Stands in for a Stellar network: checks, "includes" and hashes a transaction, and refuses a skill that nobody verifies.</summary>
public sealed class Chain
{
    public const string Network = "embedded";

    private long _ledger = 50_000;

    [TraceOperation("contract.submit", Kind = System.Diagnostics.ActivityKind.Client)]
    public async Task<string> SubmitAsync(string argument, CancellationToken cancellation)
    {
        if (argument == "unverifiable")
            throw new ChainException("tx_failed: no verifier is registered for this skill");
        await Task.Delay(TimeSpan.FromMilliseconds(2), cancellation);
        return Hash(argument);
    }

    /// <summary>The same with each phase as a span of its own, on the call that is handed in.</summary>
    public async Task<string> InvokeAsync(ContractCallSpan call, string argument, CancellationToken cancellation)
    {
        call.Network = Network;
        using (var simulate = call.StartPhase(ContractPhase.Simulate))
            simulate.SetTag(SpanTags.StellarFee, 100L);

        using (call.StartPhase(ContractPhase.Submit))
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellation);

        using (var result = call.StartPhase(ContractPhase.Result))
            result.SetTag(SpanTags.StellarLedger, Interlocked.Increment(ref _ledger));
        return call.TransactionHash = Hash(argument);
    }

    private string Hash(string argument) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{argument}/{_ledger}")));
}
