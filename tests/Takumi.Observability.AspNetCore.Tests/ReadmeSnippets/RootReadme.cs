using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Takumi.Observability.AspNetCore.Tests.ReadmeSnippets;

/// <summary>What README.md of the repository shows.</summary>
public sealed class RootReadme
{
    [Fact]
    public async Task The_one_line()
    {
        string[] args = ["--urls", "http://127.0.0.1:0"];

        var builder = WebApplication.CreateBuilder(args);
        builder.AddTakumiObservability();
        var app = builder.Build();
        app.MapTakumiObservability();

        await using (app)
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            await CreateAsync(app.Services.GetRequiredService<IAuditLog>(), "7");
        }
    }

    private static async Task CreateAsync(IAuditLog audit, string id)
    {
        await TakumiTelemetry.TraceWorkflow("create-profile", async span =>
        {
            span.SetTag(SpanTags.ProfileId, id);
            var hash = await TakumiTelemetry.TraceContractCall("SkillProfile", "createProfile", async call =>
            {
                using (call.StartPhase(ContractPhase.Submit))
                    call.TransactionHash = await SubmitAsync(id);
                return call.TransactionHash;
            });
            using var step = TakumiTelemetry.StartOperation("notify");
        });
        await RecordAsync(audit, "abc");
    }

    private static async Task RecordAsync(IAuditLog audit, string hash)
    {
        await audit.RecordAsync(new AuditEvent
        {
            Event = "reward_claimed",
            Resource = "quiz_submission",
            Action = "claim_reward",
            Result = AuditResult.Success,
            Amount = 10m,
            TxHash = hash,
        });
    }

    private static Task<string> SubmitAsync(string id) => Task.FromResult(id);
}
