using Takumi.Observability.Verification;
using static Takumi.Observability.Audit.Tests.Verification.TamperCase;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>Journals whose record 33, which the checkpoint over 36 covers, says that the records below 20 are dropped: with the lines removed that it names, and with others.</summary>
internal static class RetentionMatrix
{
    public static readonly IReadOnlyList<TamperCase> Cases =
    [
        .. from tampered in All()
           select tampered with { Name = "retention: " + tampered.Name, Journal = static () => new TestJournal(retention: 20) },
    ];

    private static IEnumerable<TamperCase> All() =>
    [
        new("nothing is removed yet", 36, _ => { }),
        new("removed", 36, j => Drop(j, 20)) { Dropped = 20 },
        new("removed, before a checkpoint from behind", 25, j => Drop(j, 20)) { Dropped = 20 },
        new("removed, before an old checkpoint from within", 15, j => Drop(j, 20)) { Dropped = 20 },
        new("removed, before the oldest checkpoint", 8, j => Drop(j, 20)) { Dropped = 20 },
        NotProven("removed", j => Drop(j, 20)) with { Dropped = 20 },
        new("removed in part", 36, j => Drop(j, 10)) { Dropped = 10 },
        Refuted("more is removed than it says", 36, "20-29", j => Drop(j, 30)) with { Dropped = 20 },
        Refuted("removed, and a later line: the record can be tied to no note", 36, "0-19 27-27", j => { Drop(j, 20); j.EditLines(20, l => l.RemoveAt(7)); }),
        Refuted("not the oldest is removed", 36, "10-19", j => j.DeleteSegment(10, leaves: false)),
        Refuted("removed with its leaf hashes", 36, "0-19", j => { j.DeleteSegment(0); j.DeleteSegment(10); }) with { Integrity = AuditIntegrity.NotEstablished },
        Broken("removed, and a leaf hash altered", 36, "8-14", j => { Drop(j, 20); Flip(j.LeavesPath(10), 33); }) with { Missing = "0-19", Completeness = AuditCompleteness.Refuted },
        Broken("removed, and the record that says so altered", 36, "33", j => { Drop(j, 20); j.EditLines(30, l => l[3] = l[3].Replace("\"end\":20", "\"end\":30")); }) with { Missing = "0-19", Completeness = AuditCompleteness.Refuted },
        NotProven("the record is not signed yet", j => { Drop(j, 20); File.Delete(j.NotePath(36)); }) with { Missing = "0-19", Completeness = AuditCompleteness.Refuted },
        Refuted("the record is cut off", 30, "0-19", j => { Drop(j, 20); j.Cut(33); }),
        Refuted("a forged record, unsigned, says more", 36, "20-29", j => { Drop(j, 30); j.Append(j.Lines[33].Replace("\"sequence\":33", "\"sequence\":40").Replace("\"end\":20", "\"end\":30") + "\n"); }) with { Dropped = 20 },
    ];

    private static void Drop(TestJournal journal, int end)
    {
        for (var first = 0; first < end; first += TestJournal.SegmentLength)
            journal.DeleteSegment(first, leaves: false);
    }

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
