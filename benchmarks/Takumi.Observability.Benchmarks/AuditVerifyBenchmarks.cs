using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Takumi.Observability.Auditing;
using Takumi.Observability.Checkpoints;
using Takumi.Observability.Format;
using Takumi.Observability.Journal;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Benchmarks;

/// <summary>
/// Verifying a journal on one core, against the least that a Merkle log costs: one leaf hash and one node hash a record, by the same BCL calls, of
/// lines that are in memory already. Budget: baseline / verify ≥ 0.7. The journal is read through the page cache.
/// </summary>
[MemoryDiagnoser]
public class AuditVerifyBenchmarks
{
    private const int Segments = 4;
    private const int RecordsPerSegment = 25_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("takumi-bench-");
    private byte[][] _lines = [];
    private AuditVerifier _verifier = null!;

    [GlobalSetup]
    public void Write()
    {
        var (disk, layout, line, batch) = (LocalDisk.Open(), new JournalLayout(_folder.FullName), new LineBuilder(), new LineBatch());
        disk.EnsureDirectory(layout.Segments);
        disk.EnsureDirectory(layout.Checkpoints);
        using var store = new JournalRecovery(disk, layout).Open(null, []);
        using var signer = EcdsaNoteSigner.Generate();
        var genesis = Genesis.New("bench");
        for (var segment = 0; segment < Segments; segment++, store.Rotate())
        {
            for (var written = 0; written < RecordsPerSegment;)
            {
                batch.Begin(store.Mark.NextSequence);
                for (; written < RecordsPerSegment && batch.HasRoom; written++)
                {
                    Compose(line, genesis, batch.Next);
                    batch.TryAdd(line.Tail);
                }

                store.Append(batch);
                store.AppendLeafHashes(batch);
            }

            var checkpoint = new Checkpoint(genesis.Origin, store.Mark.NextSequence, store.Root());
            var note = SignedNote.SignAsync(checkpoint.ToText(), genesis.Origin, signer, default).AsTask().GetAwaiter().GetResult();
            CheckpointFiles.Write(disk, layout, checkpoint.Size, note);
            _verifier = new AuditVerifier(new AuditVerifierOptions
            {
                Keys = [new NoteKey(null, signer.SignatureType, signer.PublicKey).ToPem()],
                TrustedNotes = [note],
                MaxDegreeOfParallelism = 1,
            });
        }

        _lines = [.. Directory.GetFiles(layout.Segments, "*.jsonl").Order().SelectMany(File.ReadAllLines).Select(l => (byte[])[0, .. Encoding.UTF8.GetBytes(l)])];
        if (Verify() is not { Integrity: AuditIntegrity.Intact, Completeness: AuditCompleteness.Proven, Records: Segments * RecordsPerSegment })
            throw new InvalidOperationException("The journal of the benchmark does not verify.");
    }

    [GlobalCleanup]
    public void Delete() => _folder.Delete(recursive: true);

    [Benchmark(Baseline = true, OperationsPerInvoke = Segments * RecordsPerSegment, Description = "one leaf and one node hash")]
    public byte Hash()
    {
        Span<byte> node = stackalloc byte[65];
        node[0] = 1;
        foreach (var line in _lines)
        {
            SHA256.HashData(line, node[1..33]);
            SHA256.HashData(node, node[33..]);
        }

        return node[64];
    }

    [Benchmark(OperationsPerInvoke = Segments * RecordsPerSegment, Description = "verify")]
    public AuditVerification Verify() => _verifier.VerifyAsync(_folder.FullName).GetAwaiter().GetResult();

    private static void Compose(LineBuilder line, Genesis genesis, long sequence)
    {
        if (sequence == 0)
        {
            genesis.Write(line.Begin(AuditRecordId.New(), RecordKind.Genesis, DateTimeOffset.UtcNow));
            return;
        }

        EventLine.Write(line, new AuditRecord(
            AuditRecordId.New(), DateTimeOffset.UtcNow, "takumi-backend", "Production", ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(),
            new AuditEvent
            {
                Event = "reward_claimed",
                Resource = "quiz_submission",
                Action = "claim_reward",
                Result = AuditResult.Success,
                UserId = "user-4711",
                ResourceId = "submission-0815",
                TxHash = "3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889",
                Amount = 10.5m,
            }));
    }
}
