using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Sealing;
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
        options.PreviousSigningKeyFile = "/etc/service/audit.pem";   // for one start
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

    public static void ConfigurePersonalData(IHostApplicationBuilder builder)
    {
        builder.Services.AddTakumiObservability().AddAuditJournal("audit", options =>
        {
            options.PersonalData.Members.UnionWith(["ip", "userAgent", "metadata.email"]);
            options.PersonalData.KeyStore = "/var/lib/service-keys";                  // a directory outside the journal's and its backups
            options.PersonalData.KeyEncryptionKeyFile = "/etc/service/kek";           // (umask 77; openssl rand -base64 32 > kek); or KeyEncryptionKey: a key management service
        });
    }

    public static void RecordOfAnother(IAuditLog audit, string adminId, string memberId, string email)
    {
        audit.Record(new AuditEvent
        {
            Event = "profile_exported", Resource = "profile", Action = "export", Result = AuditResult.Success,
            UserId = adminId, Subject = memberId, Metadata = new Dictionary<string, object?> { ["email"] = email },
        });
    }

    public static async Task<ReadOnlyMemory<byte>> ReadAsync(AuditReceipt receipt, ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        using var reader = await PersonalDataReader.OpenAsync("/var/lib/service-keys", new FileKeyEncryptionKey("/etc/service/kek"), ct);
        var clear = await reader.ReadAsync(receipt.Positions[0].Log, line, ct);
        return clear;
    }

    public static async Task<bool> VerifyAsync(string publicKeyPem, ReadOnlyMemory<byte> noteFromTheAnchor)
    {
        var verifier = new AuditVerifier(new AuditVerifierOptions { Keys = [publicKeyPem], TrustedNotes = [noteFromTheAnchor] });
        var result = await verifier.VerifyAsync("/var/lib/service/audit");
        var proven = result is { Integrity: AuditIntegrity.Intact, Completeness: AuditCompleteness.Proven };
        return proven;
    }
}
