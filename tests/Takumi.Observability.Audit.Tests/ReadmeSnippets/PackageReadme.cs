using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.Audit shows: compiled here. Its paths are a service's, so it is run by AuditJournalTests and RealWriterTests with theirs.</summary>
internal static class PackageReadme
{
    public static void Configure(IHostApplicationBuilder builder)
    {
        builder.Services.AddTakumiObservability().AddAuditJournal("audit", options =>
        {
            options.SigningKeyFile = "/etc/service/audit.pem";                  // ECDSA P-256, made by 'takumi audit key new'; only Development makes one by itself
            options.Anchors.Add(new FileAuditAnchor("/mnt/elsewhere/audit"));   // remembers the newest checkpoint outside this machine
        });
    }

    public static void HandOver(AuditJournalOptions options)
    {
        options.SigningKeyFile = "/etc/service/audit-2027.pem";
        options.PreviousSigningKeyFile = "/etc/service/audit.pem";   // for one start; then destroy it
    }

    public static void ConfigureClasses(IHostApplicationBuilder builder)
    {
        builder.Services.AddTakumiObservability()
            .AddAuditJournal("audit", options => options.SigningKeyFile = "/etc/service/audit.pem")
            .AddAuditJournal("audit-financial", "financial", options =>
            {
                options.SigningKeyFile = "/etc/service/audit.pem";
                options.Accepts = e => e.Amount is not null;
            });
    }

    public static async Task RecordAsync(IAuditLog audit, AuditJournal journal, CancellationToken ct)
    {
        var receipt = await audit.RecordAsync(new AuditEvent { Event = "reward_claimed", Resource = "quiz_submission", Action = "claim_reward", Result = AuditResult.Success, Amount = 10m }, ct);
        var checkpoint = await journal.WaitForCheckpointAsync(receipt, ct);     // journal: the AuditJournal from dependency injection

        audit.Record(new AuditEvent { Event = "profile_viewed", Resource = "profile", Action = "view", Result = AuditResult.Success });
    }

    public static async Task<bool> VerifyAsync(string publicKeyPem, ReadOnlyMemory<byte> noteFromTheAnchor)
    {
        var verifier = new AuditVerifier(new AuditVerifierOptions { Keys = [publicKeyPem], TrustedNotes = [noteFromTheAnchor] });
        var result = await verifier.VerifyAsync("/var/lib/service/audit");
        var proven = result is { Integrity: AuditIntegrity.Intact, Completeness: AuditCompleteness.Proven };
        return proven;
    }
}
