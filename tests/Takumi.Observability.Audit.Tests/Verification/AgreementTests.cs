using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.Audit.Tests.IndependentVerifier;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>Damage that nobody thought of: up to three blows at random, and the two verifiers must still say the same.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Both_verifiers_say_the_same_of_any_damage()
    {
        var blows = Gen.Choose(0, 9).Select(kind => kind).SelectMany(
            kind => Gen.Choose(0, int.MaxValue - 1), (kind, where) => (Kind: kind, Where: where)).ListOf(3);
        var holding = Gen.Elements<int?>(null, 8, 15, 25, 30, 36);

        Prop.ForAll(blows.ToArbitrary(), holding.ToArbitrary(), Agree)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static void Agree(IList<(int Kind, int Where)> blows, int? holding)
    {
        using var journal = holding is 8 or 36 ? new TestJournal(retention: 20) : new TestJournal(handover: holding is 15 ? 25 : null);
        byte[][] held = holding is { } size ? [journal.Note(size)] : [];
        foreach (var (kind, where) in blows)
            Strike(journal, kind, where);

        var first = Verdict(journal, held);
        var second = SecondVerifier.Verify(journal.Root, journal.PublicKeyPem, held);
        first.ShouldBe(second, $"holding {holding}: {string.Join(", ", blows)}");
        if (blows.Count == 0)
            first.Integrity.ShouldBe(SecondVerifier.Integrity.Intact);
    }

    private static void Strike(TestJournal journal, int kind, int where)
    {
        var files = Directory.GetFiles(journal.Root, "0*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            return;
        var path = files[where % files.Count];
        var other = files[where / 7 % files.Count];
        var bytes = File.ReadAllBytes(path);
        var at = bytes.Length == 0 ? 0 : where / 31 % bytes.Length;
        var segments = files.Where(f => f.EndsWith(".jsonl", StringComparison.Ordinal)).ToList();
        switch (kind)
        {
            case 0 or 1 when bytes.Length > 0:
                bytes[at] ^= (byte)(1 << (where % 8));
                File.WriteAllBytes(path, bytes);
                break;
            case 2:
                File.Delete(path);
                break;
            case 3:
                File.WriteAllBytes(path, bytes[..at]);
                break;
            case 4 when Path.GetExtension(path) == Path.GetExtension(other):
                File.WriteAllBytes(path, File.ReadAllBytes(other));
                break;
            case 5:
                File.AppendAllText(path, "\0junk\n");
                break;
            case >= 6 when segments.Count > 0:
                EditLines(segments[where % segments.Count], kind, where / 13);
                break;
        }
    }

    private static void EditLines(string path, int kind, int where)
    {
        var lines = File.ReadAllText(path).Split('\n').ToList();
        var (a, b) = (where % lines.Count, where / 5 % lines.Count);
        switch (kind)
        {
            case 6:
                lines.RemoveAt(a);
                break;
            case 7:
                lines.Insert(a, lines[b]);
                break;
            case 8:
                (lines[a], lines[b]) = (lines[b], lines[a]);
                break;
            default:
                lines[a] = lines[a].Replace("50", "51", StringComparison.Ordinal);
                break;
        }

        File.WriteAllText(path, string.Join('\n', lines));
    }

    internal static SecondVerifier.Verdict Verdict(TestJournal journal, byte[][] held)
    {
        try
        {
            var result = new AuditVerifier(new AuditVerifierOptions { Keys = [journal.PublicKeyPem], TrustedNotes = [.. held.Select(n => new ReadOnlyMemory<byte>(n))] })
                .VerifyAsync(journal.Root, null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            var (integrity, completeness) = (Enum.Parse<SecondVerifier.Integrity>(result.Integrity.ToString()), Enum.Parse<SecondVerifier.Completeness>(result.Completeness.ToString()));
            var exit = result is { Integrity: AuditIntegrity.Broken } or { Completeness: AuditCompleteness.Refuted } ? 1
                : result is { Integrity: AuditIntegrity.Intact, Completeness: AuditCompleteness.Proven } ? 0
                : 3;
            return new SecondVerifier.Verdict(
                integrity, completeness, result.Fault?.FirstSequence, result.Missing.Count > 0 ? result.Missing[0].First : null, result.TornTail is not null, exit, result.Dropped?.Count ?? 0);
        }
        catch (UnusableAuditInputException)
        {
            return new SecondVerifier.Verdict(SecondVerifier.Integrity.NotEstablished, SecondVerifier.Completeness.NotEstablished, null, null, false, 2);
        }
    }
}
