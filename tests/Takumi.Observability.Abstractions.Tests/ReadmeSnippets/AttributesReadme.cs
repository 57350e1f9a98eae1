using System.Diagnostics;
using Takumi.Observability.Testing.Recording;

namespace Takumi.Observability.Abstractions.Tests.ReadmeSnippets;

/// <summary>What README.md of Takumi.Observability.Abstractions shows of attributes, woven by the build of this project.</summary>
public sealed class AttributesReadme
{
    private readonly Network _network = new();

    [TraceWorkflow("create-profile")]
    public async Task<Profile> CreateAsync([SpanTag(SpanTags.UserAddress, Redact = Redact.KeepEnds)] string owner, CancellationToken cancellationToken)
    {
        var receipt = await SubmitAsync(new Envelope(owner), cancellationToken);
        return new Profile(owner, receipt.Hash);
    }

    [TraceContractCall("SkillProfile", "createProfile", Network = "testnet", ErrorWhen = "!Accepted")]
    [return: SpanTag(SpanTags.TransactionHash, Member = "Hash")]
    private async ValueTask<Receipt> SubmitAsync(Envelope envelope, CancellationToken cancellationToken) => await _network.SendAsync(envelope, cancellationToken);

    [TraceOperation("dataset_validation")]
    public bool Validate([SpanTag(SpanTags.DatasetRows, Member = "Count")] IReadOnlyList<Row> rows) => rows.All(row => row.IsValid);

    [Fact]
    public async Task An_attribute_is_a_span()
    {
        using var recorder = new ActivityRecorder(TakumiTelemetry.ActivitySourceName);
        using var root = recorder.StartTrace();

        var profile = await CreateAsync("GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", TestContext.Current.CancellationToken);
        Validate([new Row(true)]).ShouldBeTrue();

        profile.Hash.ShouldBe("abc");
        SpanTree.Render(recorder.Trace(root)).ShouldBe("""
            workflow.create-profile (internal)
              - user.address: GA7Q…VSGZ
              - workflow.name: create-profile
              - workflow.outcome: success
              contract.SkillProfile.createProfile (client)
                - contract.method: createProfile
                - contract.name: SkillProfile
                - contract.network: testnet
                - transaction.hash: abc
            dataset_validation (internal)
              - dataset.rows: 1

            """);
        Activity.Current.ShouldBe(root);
    }

    public sealed record Profile(string Owner, string Hash);

    public sealed record Row(bool IsValid);

    private sealed record Envelope(string Owner);

    private sealed record Receipt(string Hash, bool Accepted);

    private sealed class Network
    {
        public async ValueTask<Receipt> SendAsync(Envelope envelope, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            return new Receipt("abc", envelope.Owner.Length > 0);
        }
    }
}
