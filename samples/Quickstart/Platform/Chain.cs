using System.Security.Cryptography;
using System.Text;
using Takumi.Observability;

namespace Quickstart.Platform;

/// <summary>Stands in for a Stellar network: checks, "includes" and hashes a transaction, and refuses a skill that nobody verifies.</summary>
public sealed class Chain
{
    private long _ledger = 50_000;

    public async Task<string> InvokeAsync(ContractCallSpan call, string argument, CancellationToken cancellation)
    {
        call.Network = "embedded";
        using (var simulate = call.StartPhase(ContractPhase.Simulate))
        {
            if (argument == "unverifiable")
                throw new ChainException("tx_failed: no verifier is registered for this skill");
            simulate.SetTag(SpanTags.StellarFee, 100L);
        }

        using (call.StartPhase(ContractPhase.Submit))
            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellation);

        using (var result = call.StartPhase(ContractPhase.Result))
            result.SetTag(SpanTags.StellarLedger, Interlocked.Increment(ref _ledger));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{argument}/{_ledger}")));
        call.TransactionHash = hash;
        return hash;
    }
}
