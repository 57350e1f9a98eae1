using Takumi.Observability.Notes;
using static Takumi.Observability.Audit.Tests.Verification.TamperCase;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>
/// Journals that were handed over to a second key at 25 records, before verifiers that were given the first key alone: what the thief of the old key can do, and of the new one.
/// </summary>
internal static class HandoverMatrix
{
    public static readonly IReadOnlyList<TamperCase> Cases =
    [
        .. from tampered in All()
           select tampered with { Name = "handed over: " + tampered.Name, Journal = static () => new TestJournal(handover: 25) },
    ];

    private static IEnumerable<TamperCase> All() =>
    [
        // Nothing done: the first key proves what both signed.
        new("untouched", 36, _ => { }),
        new("untouched", 25, _ => { }),
        new("untouched", 15, _ => { }),
        NotProven("untouched", _ => { }),
        new("the checkpoint of the handover thinned out", 36, j => File.Delete(j.NotePath(25))),
        Broken("a value altered below the handover", 36, "17", j => j.EditLines(10, l => l[7] = l[7].Replace("17.50", "99.50"))),
        Broken("a value altered above it", 36, "33", j => j.EditLines(30, l => l[3] = l[3].Replace("33.50", "99.50"))),
        Refuted("the tail cut with its notes", 36, "30-35", j => j.Cut(30)),

        new("made again over more records: the first one counts", 30, j => HandOver(j, 36, j.NextSigner, j.Signer)),

        // The old key was stolen.
        NotProven("the old key signs on", j => Sign(j, 36, j.Signer)),
        new("the old key signs on", 36, j => Sign(j, 36, j.Signer)),
        NotProven("the old key signs a fork behind the handover", j => Fork(j, 27, j.Signer)),
        Broken("the old key signs a fork behind the handover", 36, "25-35", j => Fork(j, 27, j.Signer)),
        Broken("the old key signs a fork before the handover", 36, "0-24", j => Fork(j, 20, j.Signer)),
        new("the old key's own handover, after the real one", 36, j => HandOver(j, 36, j.Signer)),
        new("the old key's own handover, after the real one, the only note there", 25, j => { HandOver(j, 36, j.Signer); File.Delete(j.NotePath(30)); }),
        Broken("the handover lost, the old key signs a fork", 25, "0-24", j => { Fork(j, 20, j.Signer); Directory.Delete(Path.Join(j.Root, "handovers"), true); File.Delete(j.NotePath(25)); }) with { Fault = "15-24" },
        new("the handover lost: what the new key signed is not the log's", 36, j => Directory.Delete(Path.Join(j.Root, "handovers"), true)) { Unusable = true },
        new("an earlier handover by the old key", 36, j => HandOver(j, 15, j.Signer)) { Unusable = true },

        // The new key was stolen, or a stranger's is put in.
        new("the new key signs what the old one covered", 36, j => Sign(j, 15, j.NextSigner)),
        Broken("the new key signs a fork before the handover", 36, "17", j => { j.EditLines(10, l => l[7] = j.Line(17, "forged")); Sign(j, 15, j.NextSigner); }),
        new("a handover without the new key's signature", 36, j => File.WriteAllBytes(j.HandoverPath(25), j.Handover(25, j.NextSigner, [j.Signer]))) { Unusable = true },
        new("a handover without the old key's signature", 36, j => File.WriteAllBytes(j.HandoverPath(25), j.Handover(25, j.NextSigner, [j.NextSigner]))) { Unusable = true },
        new("a stranger's handover beside the real one", 36, j => HandOver(j, 15, EcdsaNoteSigner.Generate())),
        new("a handover renamed", 36, j => File.Move(j.HandoverPath(25), j.HandoverPath(26))) { Unusable = true },
        new("another log's handover, by the same key", 36, j => { using var other = new TestJournal(j.Signer, "ffffffffffffffffffffffffffffffff", handover: 8); File.Copy(other.HandoverPath(8), j.HandoverPath(8)); }),
    ];

    private static void Sign(TestJournal journal, int size, EcdsaNoteSigner signer) =>
        File.WriteAllBytes(journal.NotePath(size), TestJournal.Sign(signer, journal.Origin, size, journal.Lines));

    /// <summary>Hands the log over to a key of the thief's.</summary>
    private static void HandOver(TestJournal journal, int size, EcdsaNoteSigner old)
    {
        using var own = EcdsaNoteSigner.Generate();
        HandOver(journal, size, own, old);
    }

    private static void HandOver(TestJournal journal, int size, EcdsaNoteSigner next, EcdsaNoteSigner old)
    {
        var note = journal.Handover(size, next, [old, next]);
        File.WriteAllBytes(journal.NotePath(size), note);
        File.WriteAllBytes(journal.HandoverPath(size), note);
    }

    /// <summary>Writes another history from a record on, and signs it by one key.</summary>
    private static void Fork(TestJournal journal, int from, EcdsaNoteSigner signer)
    {
        var lines = journal.Lines.Select((l, i) => i < from ? l : journal.Line(i, "forged")).ToList();
        for (var first = 0; first < lines.Count; first += TestJournal.SegmentLength)
            journal.WriteSegment(first, lines.Skip(first).Take(TestJournal.SegmentLength));
        foreach (var size in TestJournal.NoteSizes.Where(size => size > from))
            File.WriteAllBytes(journal.NotePath(size), TestJournal.Sign(signer, journal.Origin, size, lines));
    }
}
