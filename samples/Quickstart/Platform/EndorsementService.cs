using System.Diagnostics;
using Takumi.Observability;

namespace Quickstart.Platform;

public sealed class EndorsementService(Chain chain, IAuditLog audit, HttpClient http)
{
    private int _count;

    public Task<Endorsement> CreateAsync(NewEndorsement endorsement, string hook, CancellationToken cancellation) => TakumiTelemetry.TraceWorkflow("create-endorsement", async span =>
    {
        var id = $"{Interlocked.Increment(ref _count)}";
        span.SetTag(SpanTags.EndorsementId, id);

        var hash = await TakumiTelemetry.TraceContractCall("Endorsement", "endorse", call => chain.InvokeAsync(call, id, cancellation));

        // HttpClient carries the trace on by itself; the span says why the request was made.
        using (TakumiTelemetry.StartOperation(SpanNames.WebhookTrigger("endorsement.created"), new SpanOptions { Kind = ActivityKind.Producer }))
        using (var answer = await http.PostAsJsonAsync(hook, new { id }, cancellation))
            answer.EnsureSuccessStatusCode();

        await audit.RecordAsync(
            new AuditEvent { Event = "endorsement_created", Resource = "endorsement", ResourceId = id, Action = "endorse", Result = AuditResult.Success, TxHash = hash },
            cancellation);
        return new Endorsement(id, endorsement.ProfileId, hash);
    });
}
