using System.Diagnostics;

namespace Takumi.Observability.Abstractions.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.Abstractions shows of spans.</summary>
public sealed class PackageReadme
{
    [Fact]
    public async Task Spans_as_delegate_and_as_scope()
    {
        var (id, cancellation) = ("7", TestContext.Current.CancellationToken);

        var hash = await TakumiTelemetry.TraceContractCall("SkillProfile", "createProfile", async call =>
        {
            call.Network = "testnet";
            using (var simulate = call.StartPhase(ContractPhase.Simulate))
                simulate.SetTag(SpanTags.StellarFee, 100L);
            call.TransactionHash = await SubmitAsync(cancellation);
            return call.TransactionHash;
        });

        using var workflow = TakumiTelemetry.StartWorkflow("create-profile");
        workflow.SetTag(SpanTags.ProfileId, id);
        workflow.Complete();

        (hash ?? "abc").ShouldBe("abc");
    }

    [Fact]
    public void A_trace_carried_by_hand()
    {
        var headers = new Dictionary<string, string>();

        using (TakumiTelemetry.StartOperation(SpanNames.WebhookTrigger("endorsement.created"), new SpanOptions { Kind = ActivityKind.Producer }))
            TraceContext.Inject(headers);

        using (TakumiTelemetry.StartOperation("webhook.receive", new SpanOptions { Kind = ActivityKind.Consumer, Parent = TraceContext.Extract(headers) }))
        {
        }
    }

    private static Task<string> SubmitAsync(CancellationToken cancellation) => Task.FromResult("abc").WaitAsync(cancellation);

    [Fact]
    public async Task Work_that_nobody_asked_for()
    {
        var cancellationToken = TestContext.Current.CancellationToken;

        using (TakumiTelemetry.Mute())
            await WarmUpAsync(cancellationToken);

        TakumiTelemetry.IsMuted.ShouldBeFalse();
    }

    private static async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.Zero, cancellationToken);
        TakumiTelemetry.IsMuted.ShouldBeTrue();
    }
}
