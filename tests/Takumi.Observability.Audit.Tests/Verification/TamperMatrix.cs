using Takumi.Observability.Notes;
using Takumi.Observability.Verification;
using static Takumi.Observability.Audit.Tests.Verification.TamperCase;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>What can be done to a journal, and what each verifier must say of it.</summary>
internal static class TamperMatrix
{
    public static readonly IReadOnlyList<TamperCase> Cases =
    [
        // Nothing done. The clock of these journals steps back and forward.
        new("untouched", 36, _ => { }),
        new("untouched", 25, _ => { }),
        new("untouched, newest file lost", 36, j => File.Delete(Path.Join(j.Root, "checkpoints", "newest"))),
        new("untouched, all notes of the directory lost", 25, j => Directory.Delete(Path.Join(j.Root, "checkpoints"), true)),
        NotProven("untouched", _ => { }),

        // One line altered.
        Broken("a value altered", 36, "17", j => j.EditLines(10, l => l[7] = l[7].Replace("17.50", "99.50"))),
        Broken("a value altered", null, "17", j => j.EditLines(10, l => l[7] = l[7].Replace("17.50", "99.50"))),
        Broken("the genesis record altered", 36, "0", j => j.EditLines(0, l => l[0] = l[0].Replace("\"service\":\"backend\"", "\"service\":\"beckend\""))),
        Broken("a line made no line", 36, "17", j => j.EditLines(10, l => l[7] = "x")),
        Broken("a line made too long", 36, "17", j => j.EditLines(10, l => l[7] += new string(' ', 17_000))),
        Broken("a value altered below a checkpoint of the directory only", 8, "17", j => j.EditLines(10, l => l[7] = l[7].Replace("17.50", "99.50"))) with { Completeness = AuditCompleteness.Proven },
        Broken("a value and its leaf hash altered: a range is named", 36, "15-24", j => { j.EditLines(10, l => l[7] = l[7].Replace("17.50", "99.50")); j.RewriteLeaves(10); }),
        Broken("a value altered, all leaf hashes lost: a range is named", 36, "15-24", j => { j.EditLines(10, l => l[7] = l[7].Replace("17.50", "99.50")); LoseLeaves(j); }),
        Broken("a value altered and its segment's leaf hashes lost", 36, "15-24", j => { j.EditLines(10, l => l[7] = l[7].Replace("17.50", "99.50")); File.Delete(j.LeavesPath(10)); }),
        new("a leaf hash altered", 36, j => Flip(j.LeavesPath(10), 5)),
        new("all leaf hashes lost", 36, LoseLeaves),
        new("leaf hashes cut", 36, j => File.WriteAllBytes(j.LeavesPath(10), File.ReadAllBytes(j.LeavesPath(10))[..65])),
        Broken("a value altered, the last leaf hashes cut: those that are left name it", 36, "33", j => { j.EditLines(30, l => l[3] = l[3].Replace("33.50", "99.50")); File.WriteAllBytes(j.LeavesPath(30), File.ReadAllBytes(j.LeavesPath(30))[..200]); }),
        Refuted("an unattested line deleted, an attested leaf hash altered", 36, "37-37", j => { j.EditLines(30, l => l.RemoveAt(7)); Flip(j.LeavesPath(30), 5 * 32); }) with { Integrity = AuditIntegrity.NotEstablished },
        new("leaf hashes of a segment that is not there", 36, j => File.WriteAllBytes(j.LeavesPath(50), new byte[64])),
        new("leaf hashes of a segment that is not there, behind a torn tail", 36, j => { File.WriteAllBytes(j.LeavesPath(50), new byte[64]); j.Append("{\"sequence\":40,"); }) { Torn = true },
        new("unattested lines altered, unseen", 36, j => { j.EditLines(30, l => l[7] = j.Line(37, "forged")); j.RewriteLeaves(30); }),

        // Lines deleted, inserted, swapped, duplicated.
        Refuted("a line deleted", 36, "17-17", j => j.EditLines(10, l => l.RemoveAt(7))),
        Refuted("a line deleted", null, "17-17", j => j.EditLines(10, l => l.RemoveAt(7))),
        Refuted("three lines deleted", 36, "17-19", j => j.EditLines(10, l => l.RemoveRange(7, 3))),
        Refuted("the first line deleted", 36, "0-0", j => j.EditLines(0, l => l.RemoveAt(0))),
        Refuted("a line deleted, all leaf hashes lost", 36, "17-17", j => { j.EditLines(10, l => l.RemoveAt(7)); LoseLeaves(j); }) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("an unattested line deleted", 36, "37-37", j => { j.EditLines(30, l => l.RemoveAt(7)); j.RewriteLeaves(30); }),
        Broken("a forged line inserted", 36, "17", j => j.EditLines(10, l => l.Insert(7, j.Line(17, "forged")))),
        Broken("a forged line inserted, the following ones renumbered", 36, "17", j => j.EditLines(10, l => { l.Insert(7, j.Line(17, "forged")); for (var i = 8; i < l.Count; i++) l[i] = j.Line(10 + i, ""); })),
        Broken("two lines swapped", 36, "17", j => j.EditLines(10, l => (l[7], l[8]) = (l[8], l[7]))),
        Broken("two distant lines swapped", 36, "12", j => j.EditLines(10, l => (l[2], l[8]) = (l[8], l[2]))),
        Broken("two lines swapped, all leaf hashes lost", 36, "17", j => { j.EditLines(10, l => (l[7], l[8]) = (l[8], l[7])); LoseLeaves(j); }),
        Broken("two lines swapped and renumbered", 36, "17", j => j.EditLines(10, l => (l[7], l[8]) = (l[8].Replace("\"sequence\":18", "\"sequence\":17"), l[7].Replace("\"sequence\":17", "\"sequence\":18")))),
        Broken("a line duplicated", 36, "18", j => j.EditLines(10, l => l.Insert(8, l[7]))),
        Broken("a late line put in earlier as well", 36, "31", j => j.EditLines(30, l => l.Insert(1, l[9]))),
        Broken("a line duplicated at the end", 36, "40", j => j.EditLines(30, l => l.Add(l[9]))) with { Integrity = AuditIntegrity.Intact, Completeness = AuditCompleteness.Proven, Fault = null, Torn = true },

        // Segments deleted.
        Refuted("a segment deleted", 36, "10-19", j => j.DeleteSegment(10)) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("two consecutive segments deleted", 36, "10-29", j => { j.DeleteSegment(10); j.DeleteSegment(20); }) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("a segment deleted", null, "10-19", j => j.DeleteSegment(10)) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("a segment deleted, its leaf hashes kept", 36, "10-19", j => j.DeleteSegment(10, leaves: false)),
        Refuted("two consecutive segments deleted, their leaf hashes kept", 36, "10-29", j => { j.DeleteSegment(10, leaves: false); j.DeleteSegment(20, leaves: false); }),
        Refuted("the first segment deleted", 36, "0-9", j => j.DeleteSegment(0)) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("the last segment deleted", 36, "30-35", j => j.DeleteSegment(30)),
        Refuted("the last two segments deleted", 36, "20-35", j => { j.DeleteSegment(20); j.DeleteSegment(30); }) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("all segments deleted", 36, "0-35", j => Directory.Delete(j.SegmentsFolder, true)),
        Broken("a segment duplicated under a later name", 36, "10", j => File.Copy(j.SegmentPath(0), j.SegmentPath(5))),
        Broken("a segment renamed as if it began earlier", 36, "10", j => File.Move(j.SegmentPath(10), j.SegmentPath(5))),

        // The tail cut, and cut then continued.
        Refuted("the tail cut with its notes", 36, "34-35", j => j.Cut(34)) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("the tail cut at a checkpoint, with the notes over it", 36, "30-35", j => j.Cut(30)),
        new("the tail cut with its notes, unseen by an older checkpoint", 25, j => j.Cut(34)),
        NotProven("the tail cut with its notes, unseen", j => j.Cut(34)),
        Refuted("the tail cut, its notes left", null, "34-35", j => j.Cut(34, notes: false)) with { Integrity = AuditIntegrity.NotEstablished },
        Refuted("the tail cut, leaf hashes left", null, "34-35", j => j.EditLines(30, l => l.RemoveRange(4, 6))),
        new("the unattested tail cut, unseen", 36, j => j.Cut(36)),
        Broken("the tail cut and continued by forged lines", 36, "30-35", j => { j.Cut(34); Continue(j, 34); }),
        Broken("the tail cut and continued, its notes left", null, "30-35", j => { j.Cut(34, notes: false); Continue(j, 34); }),
        NotProven("the tail cut with its notes and continued, unseen", j => { j.Cut(34); Continue(j, 34); }),
        new("the tail cut with its notes and continued, unseen by an older checkpoint", 30, j => { j.Cut(34); Continue(j, 34); }),

        // Replaced, forked, signed again.
        Refuted("the whole log replaced by an older valid copy", 36, "25-35", j => j.Cut(25)),
        new("the whole log replaced by an older copy, that checkpoint held", 25, j => j.Cut(25)),
        NotProven("the whole log replaced by an older valid copy, unseen", j => j.Cut(25)),
        Broken("a fork with the same key", 36, "0-35", j => Fork(j, from: 20)),
        Broken("a fork with the same key, longer", 25, "0-24", j => Fork(j, from: 20)),
        NotProven("a fork with the same key, unseen", j => Fork(j, from: 20)),
        new("a fork with the same key behind what is held, unseen", 15, j => Fork(j, from: 20)),
        Broken("old records signed again", 36, "0-35", j => Fork(j, from: 3)),
        Broken("old records signed again, one old note forgotten", null, "0-14", j => { var old = j.Note(15); Fork(j, from: 10); File.WriteAllBytes(j.NotePath(15), old); }),
        Broken("another log, signed by the same key", 36, "0", j => Replace(j, sameKey: true)),
        Broken("another log, signed by another key", 36, "0", j => Replace(j, sameKey: false)),

        // Notes.
        new("the newest note forged", 36, j => Forge(j, 36)),
        NotProven("the newest note forged", j => Forge(j, 36)),
        new("a note over more than there is forged", 36, j => { Forge(j, 36); File.Move(j.NotePath(36), j.NotePath(60)); }),
        new("a note renamed", 36, j => File.Move(j.NotePath(25), j.NotePath(26))),
        new("a note of another log put in", 36, j => { using var other = new TestJournal(j.Signer, "ffffffffffffffffffffffffffffffff"); File.Copy(other.NotePath(36), j.NotePath(36), true); }),
        Broken("a line altered and a note forged over it", null, "35", j => { j.EditLines(30, l => l[5] = j.Line(35, "forged")); Forge(j, 36); }) with { Integrity = AuditIntegrity.Intact, Fault = null, Completeness = AuditCompleteness.NotEstablished },
        Broken("a line altered and a note forged over it", 36, "35", j => { j.EditLines(30, l => l[5] = j.Line(35, "forged")); Forge(j, 36); }),
        NotProven("all notes lost, the first line no genesis: nothing says that it is no crash", j => { j.Cut(10, notes: false); Directory.Delete(Path.Join(j.Root, "checkpoints"), true); j.EditLines(0, l => l[0] = j.Line(2, "").Replace("\"sequence\":2,", "\"sequence\":0,")); }) with { Integrity = AuditIntegrity.NotEstablished, Torn = true },
        new("all files lost", 36, j => { Directory.Delete(j.SegmentsFolder, true); Directory.Delete(Path.Join(j.Root, "checkpoints"), true); }) { Completeness = AuditCompleteness.Refuted, Missing = "0-35" },
        new("all files lost", null, j => { Directory.Delete(j.SegmentsFolder, true); Directory.Delete(Path.Join(j.Root, "checkpoints"), true); }) { Unusable = true },
        NotProven("all notes lost", j => Directory.Delete(Path.Join(j.Root, "checkpoints"), true)) with { Integrity = AuditIntegrity.NotEstablished },

        // Another log's segment spliced in.
        Broken("another log's segment spliced in", 36, "10", j => Splice(j, 10, leaves: false)),
        Broken("another log's segment spliced in with its leaf hashes", 36, "8-14", j => Splice(j, 10, leaves: true)),
        Broken("another log's first segment spliced in", 36, "0", j => Splice(j, 0, leaves: true)),
        new("another log's last segment spliced in behind what is attested", 30, j => { Splice(j, 30, leaves: true); File.Delete(j.NotePath(36)); }),

        // A crash, not yet recovered.
        new("a torn tail", 36, j => j.Append("{\"sequence\":40,\"id\":\"0123")) { Torn = true },
        new("a torn tail of zeros", 36, j => j.Append(new string('\0', 4096))) { Torn = true },
        new("a torn tail with whole lines in it", 36, j => j.Append("\0\0\n" + j.Line(41, "") + "\n")) { Torn = true },
        new("the last line torn", 36, j => CutBytes(j.SegmentPath(30), 7)) { Torn = true },
        NotProven("a torn tail", j => j.Append("{\"sequence\":40,\"id\":\"0123")) with { Torn = true },
        Broken("a torn tail larger than a batch", 36, "40", j => j.Append(new string('\0', 1_048_577))) with { Completeness = AuditCompleteness.Proven },
        Broken("the end torn below a checkpoint, its leaf hash lost", 36, "34", j => { j.Cut(35); j.EditLines(30, l => l.RemoveAt(4)); j.RewriteLeaves(30); j.Append("{\"sequence\":34,"); }),
        Broken("a torn end in a segment that is not the last", 36, "19", j => CutBytes(j.SegmentPath(10), 7)),
        new("an empty last segment", 36, j => File.WriteAllText(j.SegmentPath(40), "")),
        new("files that mean nothing", 36, j => { File.WriteAllText(j.SegmentPath(40) + ".tmp", "x"); File.WriteAllText(Path.Join(j.SegmentsFolder, "notes.txt"), "x"); }),
    ];

    private static void LoseLeaves(TestJournal journal)
    {
        foreach (var path in Directory.GetFiles(journal.SegmentsFolder, "*.leaves"))
            File.Delete(path);
    }

    private static void Continue(TestJournal journal, int from)
    {
        var first = from / TestJournal.SegmentLength * TestJournal.SegmentLength;
        journal.EditLines(first, l => l.AddRange(Enumerable.Range(from, 40 - from).Select(i => journal.Line(i, "forged"))));
        journal.RewriteLeaves(first);
    }

    /// <summary>Writes another history from a record on and signs it with the log's own key: what root on the live machine can do.</summary>
    private static void Fork(TestJournal journal, int from)
    {
        var lines = journal.Lines.Select((l, i) => i < from ? l : journal.Line(i, "forged")).ToList();
        for (var first = 0; first < lines.Count; first += TestJournal.SegmentLength)
            journal.WriteSegment(first, lines.Skip(first).Take(TestJournal.SegmentLength));
        foreach (var size in TestJournal.NoteSizes)
            File.WriteAllBytes(journal.NotePath(size), TestJournal.Sign(journal.Signer, journal.Origin, size, lines));
    }

    private static void Replace(TestJournal journal, bool sameKey)
    {
        using var other = new TestJournal(sameKey ? journal.Signer : null, "ffffffffffffffffffffffffffffffff");
        foreach (var path in Directory.GetFiles(other.Root, "*", SearchOption.AllDirectories))
            File.Copy(path, Path.Join(journal.Root, Path.GetRelativePath(other.Root, path)), overwrite: true);
    }

    private static void Splice(TestJournal journal, int first, bool leaves)
    {
        using var other = new TestJournal(journal.Signer, "ffffffffffffffffffffffffffffffff");
        File.Copy(other.SegmentPath(first), journal.SegmentPath(first), overwrite: true);
        if (leaves)
            File.Copy(other.LeavesPath(first), journal.LeavesPath(first), overwrite: true);
    }

    /// <summary>A note over what is in the files now, by somebody who has not the key.</summary>
    private static void Forge(TestJournal journal, int size)
    {
        using var stranger = EcdsaNoteSigner.Generate();
        var lines = Enumerable.Range(0, 4).SelectMany(i => File.ReadAllLines(journal.SegmentPath(i * TestJournal.SegmentLength))).ToList();
        File.WriteAllBytes(journal.NotePath(size), TestJournal.Sign(stranger, journal.Origin, size, lines));
    }

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void CutBytes(string path, int count)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(file.Length - count);
    }
}
