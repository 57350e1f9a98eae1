using Takumi.Observability;

namespace Quickstart.Platform;

public sealed class ClaimService(Chain chain, IAuditLog audit)
{
    private int _count;

    /// <summary>The scope form: what is not completed has failed.</summary>
    public async Task<Claim> SubmitAsync(NewClaim claim, CancellationToken cancellation)
    {
        using var workflow = TakumiTelemetry.StartWorkflow("submit-claim");
        var id = $"{Interlocked.Increment(ref _count)}";
        workflow.SetTag(SpanTags.ClaimId, id);
        workflow.SetTag(SpanTags.SkillId, claim.SkillId);
        var submitted = new AuditEvent { Event = "claim_submitted", Resource = "claim", ResourceId = id, Action = "submit_claim", Result = AuditResult.Failure };
        try
        {
            var hash = await TakumiTelemetry.TraceContractCall("SkillClaim", "submitClaim", call => chain.InvokeAsync(call, claim.SkillId, cancellation));
            await audit.RecordAsync(submitted with { Result = AuditResult.Success, TxHash = hash }, cancellation);
            workflow.Complete();
            return new Claim(id, claim.SkillId, hash);
        }
        catch (ChainException exception)
        {
            workflow.Fail(exception);
            await audit.RecordAsync(submitted, cancellation);
            throw;
        }
    }
}
