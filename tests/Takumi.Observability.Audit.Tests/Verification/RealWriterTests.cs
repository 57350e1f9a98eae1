using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Takumi.Observability.Audit.Tests.IndependentVerifier;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Storage;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Verification;

/// <summary>The journals of the tamper matrix are made from the README; here they are held against the writer that ships, and the writer against both verifiers.</summary>
public sealed class RealWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("takumi-writer-");

    private string Audit => Path.Join(_folder.FullName, "audit");

    private string Anchor => Path.Join(_folder.FullName, "anchor");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_writer_puts_the_same_bytes_into_the_same_files()
    {
        using var expected = new TestJournal();
        var (disk, layout) = (LocalDisk.Open(), new JournalLayout(Audit));
        foreach (var folder in new[] { layout.Root, layout.Segments, layout.Checkpoints })
            disk.EnsureDirectory(folder);
        using var store = new JournalRecovery(disk, layout).Open(null, []);
        for (var sequence = 0; sequence < expected.Lines.Count; sequence++)
        {
            if (sequence > 0 && sequence % TestJournal.SegmentLength == 0)
                store.Rotate();
            var batch = new LineBatch();
            batch.Begin(sequence);
            batch.TryAdd(System.Text.Encoding.UTF8.GetBytes(expected.Lines[sequence][$"{{\"sequence\":{sequence}".Length..])).ShouldBeTrue();
            store.Append(batch);
            store.AppendLeafHashes(batch);
            if (TestJournal.NoteSizes.Contains(sequence + 1))
                CheckpointFiles.Write(disk, layout, sequence + 1, File.ReadAllBytes(expected.NotePath(sequence + 1)));
        }

        Contents(Audit).ShouldBe(Contents(expected.Root));
    }

    [Fact]
    public async Task What_a_service_records_is_proven_against_its_anchor_by_both_verifiers()
    {
        await RecordAsync(events: 150);
        await RecordAsync(events: 150);

        var held = await File.ReadAllBytesAsync(Directory.GetFiles(Anchor).ShouldHaveSingleItem(), Cancellation);
        var result = await VerifyAsync(held);

        result.ShouldSatisfyAllConditions(
            () => result.Integrity.ShouldBe(AuditIntegrity.Intact),
            () => result.Completeness.ShouldBe(AuditCompleteness.Proven),
            () => result.Records.ShouldBe(1 + 2 * (1 + 150 + 1)), // genesis, and twice start, events, stop
            () => result.ProvenBelow.ShouldBe(result.Records),
            () => result.RejectedNotes.ShouldBeEmpty(),
            () => result.Remarks.ShouldBeEmpty(),
            () => result.Origin.ShouldNotBeNull());
        Directory.GetFiles(Path.Join(Audit, "segments"), "*.jsonl").Length.ShouldBeGreaterThan(2);
        Second(held).ShouldBe(new SecondVerifier.Verdict(SecondVerifier.Integrity.Intact, SecondVerifier.Completeness.Proven, null, null, false, 0));
    }

    [Fact]
    public async Task What_somebody_does_to_it_is_found_by_both_verifiers()
    {
        await RecordAsync(events: 300);
        var held = await File.ReadAllBytesAsync(Directory.GetFiles(Anchor)[0], Cancellation);
        var segments = Directory.GetFiles(Path.Join(Audit, "segments"), "*.jsonl").Order().ToList();
        var firsts = segments.Select(s => long.Parse(Path.GetFileNameWithoutExtension(s), System.Globalization.CultureInfo.InvariantCulture)).ToList();

        var bytes = await File.ReadAllBytesAsync(segments[1], Cancellation);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(segments[1], bytes, Cancellation);
        var altered = await VerifyAsync(held);
        altered.Integrity.ShouldBe(AuditIntegrity.Broken);
        altered.Fault!.FirstSequence.ShouldBe(firsts[1] + bytes.AsSpan(0, bytes.Length / 2).Count((byte)'\n'));
        Second(held).Fault.ShouldBe(altered.Fault.FirstSequence);

        File.Delete(segments[1]);
        var deleted = await VerifyAsync(held);
        (deleted.Integrity, deleted.Completeness).ShouldBe((AuditIntegrity.Intact, AuditCompleteness.Refuted));
        deleted.Missing.ShouldBe([new AuditGap(firsts[1], firsts[2] - 1)]);
        Second(held).Missing.ShouldBe(firsts[1]);
    }

    private async Task RecordAsync(int events)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTakumiObservability(o => (o.ServiceName, o.Environment) = ("Takumi Backend", "Development"))
            .AddAuditJournal(Audit, o =>
            {
                o.SegmentBytes = 1024 * 1024;
                o.CheckpointInterval = TimeSpan.FromMilliseconds(100);
                o.Anchors.Add(new FileAuditAnchor(Anchor));
            });
        await using var provider = services.BuildServiceProvider();
        var audit = provider.GetRequiredService<IAuditLog>();
        for (var i = 0; i < events; i++)
        {
            var receipt = await audit.RecordAsync(new AuditEvent
            {
                Event = "reward_claimed",
                Resource = "quiz \"submission\"\n\u0001",
                Action = "réclamer 🪙",
                Result = AuditResult.Success,
                Amount = 10.50m,
                Metadata = new Dictionary<string, object?> { ["z"] = i, ["filler"] = new string('x', 12_000), ["a\\"] = true },
            }, Cancellation);
            receipt.IsDurable.ShouldBeTrue();
        }
    }

    private string PublicKey => File.ReadAllText(Path.Join(Audit, "key.pub.pem"));

    private Task<AuditVerification> VerifyAsync(byte[] held) =>
        new AuditVerifier(new AuditVerifierOptions { Keys = [PublicKey], TrustedNotes = [held] }).VerifyAsync(Audit, null, Cancellation);

    private SecondVerifier.Verdict Second(byte[] held) => SecondVerifier.Verify(Audit, PublicKey, [held]);

    private static List<string> Contents(string root) =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(root, path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}")];
}
