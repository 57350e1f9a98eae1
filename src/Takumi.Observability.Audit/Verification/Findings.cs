using Takumi.Observability.Format;

namespace Takumi.Observability.Verification;

/// <summary>What was seen in the records; the verdicts follow from it.</summary>
internal sealed class Findings
{
    private const int MaxGaps = 100;

    /// <summary>The next sequence after the last good line.</summary>
    public long Records { get; set; }

    public AuditFault? Fault { get; set; }

    public List<AuditGap> Missing { get; } = [];

    public AuditTornTail? TornTail { get; set; }

    /// <summary>The largest held checkpoint that the records agree with.</summary>
    public AttestedNote? Proven { get; private set; }

    /// <summary>The largest checkpoint of all that the records agree with.</summary>
    public AttestedNote? Claimed { get; private set; }

    /// <summary>Whether a line below the largest checkpoint could be tied to no signature, since hashes before it are missing.</summary>
    public bool HasUntiedLines { get; set; }

    /// <summary>The records that were dropped because a signed record says so.</summary>
    public AuditGap? Dropped { get; private set; }

    /// <summary>Good lines that say what was dropped.</summary>
    public List<(long Sequence, RetentionRecord Record)> Retentions { get; } = [];

    public List<string> Remarks { get; } = [];

    /// <summary>Takes note of a checkpoint that the records agree with. Called in the order of sizes.</summary>
    public void Agreed(AttestedNote note)
    {
        Claimed = note;
        if (note.IsHeld)
            Proven = note;
    }

    /// <summary>The records from <paramref name="first"/> up to and without <paramref name="end"/> are missing.</summary>
    public void AddMissing(long first, long end)
    {
        if (Missing.Count < MaxGaps)
            Missing.Add(new AuditGap(first, end - 1));
    }

    /// <summary>Of the records that have no line, at the beginning of the log, those are dropped that a signed record of this log says are; the others are missing.</summary>
    public void JudgeDropped(long end, string? origin)
    {
        var signed = Retentions.Where(retention => retention.Sequence < (Claimed?.Size ?? 0) && retention.Record.Origin == origin);
        var dropped = Math.Min(end, signed.Select(retention => retention.Record.End).DefaultIfEmpty(0).Max());
        if (dropped > 0)
            Dropped = new AuditGap(0, dropped - 1);
        if (dropped < end)
            Missing.Insert(0, new AuditGap(dropped, end - 1));
    }

    public AuditIntegrity Integrity(long largestNote)
    {
        if (Fault is not null)
            return AuditIntegrity.Broken;
        return largestNote == 0 || (Missing.Count > 0 && HasUntiedLines) ? AuditIntegrity.NotEstablished : AuditIntegrity.Intact;
    }

    public AuditCompleteness Completeness()
    {
        if (Missing.Count > 0)
            return AuditCompleteness.Refuted;
        return Proven is not null ? AuditCompleteness.Proven : AuditCompleteness.NotEstablished;
    }
}
