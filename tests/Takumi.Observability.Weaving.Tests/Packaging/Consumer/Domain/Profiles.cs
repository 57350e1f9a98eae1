using System.Runtime.CompilerServices;
using Contracts;
using Takumi.Observability;

namespace Domain;

public sealed class Profiles : IProfiles
{
    [TraceWorkflow("create-profile")]
    public async Task<string> CreateAsync([SpanTag(SpanTags.UserAddress, Redact = Redact.KeepEnds)] string owner)
    {
        await Task.Yield();
        return await SubmitAsync(owner);
    }

    [TraceOperation("fail")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fail()
    {
        throw new InvalidOperationException("boom");
    }

    [TraceContractCall("SkillProfile", "createProfile", Network = "testnet")]
    [return: SpanTag(SpanTags.TransactionHash)]
    private static async ValueTask<string> SubmitAsync(string owner)
    {
        await Task.Yield();
        return "hash-of-" + owner.Length;
    }
}
