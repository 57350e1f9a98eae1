using Takumi.Observability;

namespace Quickstart.Platform;

public sealed class ProfileService(Chain chain, IAuditLog audit)
{
    private int _count;

    public Task<Profile> CreateAsync(NewProfile profile, CancellationToken cancellation) => TakumiTelemetry.TraceWorkflow("create-profile", async span =>
    {
        var id = $"{Interlocked.Increment(ref _count)}";
        span.SetTag(SpanTags.ProfileId, id);
        span.SetTag(SpanTags.UserAddress, profile.Address);

        var hash = await TakumiTelemetry.TraceContractCall("SkillProfile", "createProfile", call => chain.InvokeAsync(call, id, cancellation));

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
    });
}
