namespace Takumi.Observability.Verification;

/// <summary>
/// What can be said of a journal. Two verdicts that must not be mixed up, and three zones: <i>proven</i> below <see cref="ProvenBelow"/>,
/// <i>claimed</i> from there below <see cref="ClaimedBelow"/>, <i>unattested</i> from there on.
/// </summary>
public sealed record AuditVerification
{
    /// <summary>The log that was verified; null if nothing in the directory names one.</summary>
    public required string? Origin { get; init; }

    /// <summary>Whether the origin was found in the directory and taken on trust, since nothing given named one.</summary>
    public required bool OriginOnFirstSight { get; init; }

    /// <summary>Was anything that is there altered?</summary>
    public required AuditIntegrity Integrity { get; init; }

    /// <summary>Is everything there that was signed?</summary>
    public required AuditCompleteness Completeness { get; init; }

    /// <summary>The first bad line, when integrity is broken.</summary>
    public required AuditFault? Fault { get; init; }

    /// <summary>The first missing records, at most 100 ranges, when completeness is refuted.</summary>
    public required IReadOnlyList<AuditGap> Missing { get; init; }

    /// <summary>The records whose lines retention removed, as a signed record says; their leaf hashes are there and are what was signed. Null if none were.</summary>
    public required AuditGap? Dropped { get; init; }

    /// <summary>Bytes that a crash left at the end; no verdict depends on them.</summary>
    public required AuditTornTail? TornTail { get; init; }

    /// <summary>The next sequence after the last good line.</summary>
    public required long Records { get; init; }

    /// <summary>Size of the newest checkpoint held from outside that the records agree with.</summary>
    public required long ProvenBelow { get; init; }

    /// <summary>Size of the newest checkpoint, held or in the directory, that the records agree with.</summary>
    public required long ClaimedBelow { get; init; }

    /// <summary>The checkpoint behind <see cref="ClaimedBelow"/>, byte for byte. Kept elsewhere, it is what the next verification is held against.</summary>
    public required ReadOnlyMemory<byte>? NewestNote { get; init; }

    /// <summary>The keys of the log: those given, and those that it was handed over to, each with the sizes that it may sign.</summary>
    public required IReadOnlyList<AuditKeyPeriod> Keys { get; init; }

    /// <summary>Checkpoint files that count as none, at most 100.</summary>
    public required IReadOnlyList<AuditRejectedNote> RejectedNotes { get; init; }

    /// <summary>What is worth knowing and changes no verdict: damaged leaf hashes beside records that are attested.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}
