using System.Text.Json;
using System.Text.Json.Serialization;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Cli.Audit;

/// <summary>A verification as it is told: the exit code, the zones, and the JSON form.</summary>
/// <param name="Result">What the verifier found.</param>
/// <param name="WasRemembered">Whether a checkpoint of an earlier run was among those held.</param>
internal sealed partial record VerifyReport(AuditVerification Result, bool WasRemembered)
{
    public int ExitCode => this switch
    {
        { Result.Integrity: AuditIntegrity.Broken } or { Result.Completeness: AuditCompleteness.Refuted } => Cli.ExitCode.Bad,
        { Result.Integrity: AuditIntegrity.Intact, Result.Completeness: AuditCompleteness.Proven } => Cli.ExitCode.Good,
        _ => Cli.ExitCode.NotEstablished,
    };

    /// <summary>A log that was never seen whole teaches nothing that later runs should be held against.</summary>
    public bool IsWorthRemembering =>
        Result is { Integrity: AuditIntegrity.Intact, Completeness: not AuditCompleteness.Refuted, Origin: not null, NewestNote: not null };

    public Zone? Proven => Zone.Of(0, Result.ProvenBelow);

    public Zone? Claimed => Zone.Of(Result.ProvenBelow, Result.ClaimedBelow);

    public Zone? Unattested => Zone.Of(Result.ClaimedBelow, Result.Records);

    public string ToJson() => JsonSerializer.Serialize(
        new Json(
            VerifierVersion.Text, ExitCode, Result.Integrity, Result.Completeness, Result.Origin, Result.OriginOnFirstSight && !WasRemembered, WasRemembered, Result.Records,
            new Zones(Proven, Claimed, Unattested), Result.Fault, Result.Missing, Result.Dropped, Result.TornTail, [.. Result.Keys.Select(key => new Key(key.KeyId, key.From, key.Until))], Result.RejectedNotes, Result.Remarks),
        JsonContext.Default.Json);

    /// <summary>Records from <paramref name="First"/> to <paramref name="Last"/>.</summary>
    internal sealed record Zone(long First, long Last)
    {
        public long Count => Last - First + 1;

        public static Zone? Of(long first, long end) => first < end ? new Zone(first, end - 1) : null;
    }

    internal sealed record Zones(Zone? Proven, Zone? Claimed, Zone? Unattested);

    internal sealed record Key(string KeyId, long From, long? Until);

    internal sealed record Json(
        string Verifier,
        int ExitCode,
        AuditIntegrity Integrity,
        AuditCompleteness Completeness,
        string? Origin,
        bool OriginOnFirstSight,
        bool Remembered,
        long Records,
        Zones Zones,
        AuditFault? Fault,
        IReadOnlyList<AuditGap> Missing,
        AuditGap? Dropped,
        AuditTornTail? TornTail,
        IReadOnlyList<Key> Keys,
        IReadOnlyList<AuditRejectedNote> RejectedNotes,
        IReadOnlyList<string> Remarks);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
    [JsonSerializable(typeof(Json))]
    private sealed partial class JsonContext : JsonSerializerContext;
}
