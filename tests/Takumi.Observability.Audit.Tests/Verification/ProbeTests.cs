using Takumi.Observability.Audit.Tests.IndependentVerifier;
namespace Takumi.Observability.Audit.Tests.Verification;
public sealed class ProbeTests
{
    [Fact]
    public void Probe()
    {
        var found = new List<string>();
        var count = int.Parse(Environment.GetEnvironmentVariable("PROBE") ?? "3000");
        var pristine = new TestJournal();
        var seen = 0;
        for (var seed = 0; seed < count && found.Count < 25; seed++)
        {
            var random = new Random(seed);
            using var journal = new TestJournal(pristine.Signer);
            int?[] sizes = [null, 8, 15, 25, 30, 36];
            var holding = sizes[random.Next(6)];
            byte[][] held = holding is { } size ? [journal.Note(size)] : [];
            var blows = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (random.Next(10), random.Next())).ToList();
            foreach (var (kind, where) in blows)
                AgreementTests.Strike(journal, kind, where);
            seen++;
            string first;
            string second;
            try { first = AgreementTests.Verdict(journal, held).ToString(); } catch (Exception e) { first = e.ToString(); }
            try { second = SecondVerifier.Verify(journal.Root, journal.PublicKeyPem, held).ToString(); } catch (Exception e) { second = e.ToString(); }
            if (first == second) continue;
            var dump = string.Join(' ', Directory.GetFiles(journal.Root, "0*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f).TrimStart('0')}:{new FileInfo(f).Length}"));
            found.Add($"seed {seed} holding {holding}: {string.Join(' ', blows.Select(b => $"{b.Item1}@{b.Item2}"))}\n  1: {first}\n  2: {second}\n {dump}");
            if (blows.Count <= 2) { var d = "/tmp/sv.probe/" + seed; Directory.CreateDirectory(d); foreach (var f in Directory.GetFiles(journal.Root, "*", SearchOption.AllDirectories)) { var t = Path.Combine(d, Path.GetRelativePath(journal.Root, f)); Directory.CreateDirectory(Path.GetDirectoryName(t)!); File.Copy(f, t, true); } }
        }
        File.WriteAllText("/tmp/sv.found", $"{seen} seen, {found.Count} differ\n" + string.Join("\n", found) + "\n");
    }
}
