using Takumi.Observability;

namespace Quickstart.Platform;

/// <summary>Spans by attribute: whoever calls, the method is its own span.</summary>
public sealed class ProfileService(Chain chain, IAuditLog audit)
{
    private int _count;

    [TraceWorkflow("create-profile")]
    [return: SpanTag(SpanTags.ProfileId, Member = "Id")]
    public async Task<Profile> CreateAsync([SpanTag(SpanTags.UserAddress, Member = "Address")] NewProfile profile, CancellationToken cancellation)
    {
        var id = $"{Interlocked.Increment(ref _count)}";
        var hash = await SubmitAsync(id, cancellation);
        await audit.RecordAsync(
            new AuditEvent
            {
                Event = "profile_created",
                Resource = "profile",
                ResourceId = id,
                Action = "create_profile",
                Result = AuditResult.Success,
                StellarAddress = profile.Address,
                TxHash = hash,
                Metadata = new Dictionary<string, object?> { ["contact"] = "user@example.com" },
            },
            cancellation);
        return new Profile(id, profile.Address, profile.Name, hash);
    }

    [TraceContractCall("SkillProfile", "createProfile", Network = Chain.Network)]
    [return: SpanTag(SpanTags.TransactionHash)]
    private Task<string> SubmitAsync(string id, CancellationToken cancellation) => chain.SubmitAsync(id, cancellation);
}
