using System.Security.Cryptography;
using System.Text;
using Takumi.Observability.Merkle;
using Takumi.Observability.Notes;
using Takumi.Observability.Testing;
using Takumi.Observability.Testing.Servers;

namespace Takumi.Observability.Cli.Tests;

/// <summary>
/// The verifier holds the same for eight times the records. What it may hold is not measured, which would depend on the machine, but limited: the runtime ends a program that asks its
/// heap for more than DOTNET_GCHeapHardLimit, wherever it runs.
/// </summary>
public sealed class ConstantMemoryTests : IDisposable
{
    private const string HeapLimit = "0x800000"; // 8 MiB, twice what it needs
    private const int SegmentRecords = 25_000; // 6 MB of lines, 0.8 MB of leaf hashes
    private const string Log = "0f8fad5bd9cb469fa16570867728950e";
    private const string Origin = "takumi.audit/backend/" + Log;

    private readonly PrivateFolder _folder = new();
    private readonly EcdsaNoteSigner _signer = EcdsaNoteSigner.Generate();

    private string Journal => _folder.Combine("audit");

    [Theory]
    [InlineData(1, false)]
    [InlineData(8, false)]
    [InlineData(1, true)]
    [InlineData(8, true)] // with a flaw all lines are read once more, by another way
    public async Task A_journal_eight_times_as_long_is_verified_in_the_same_memory(int segments, bool isFlawed)
    {
        await WriteAsync(segments, isFlawed);
        var takumi = new Command(
            Path.Join(AppContext.BaseDirectory, "takumi"),
            "audit", "verify", Journal, "--key", _folder.Combine("pub.pem"), "--trusted", _folder.Combine("held.note"), "--no-state", "--json")
        {
            // Each core reads a segment of its own, with a buffer of its own.
            Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = HeapLimit, ["DOTNET_PROCESSOR_COUNT"] = "2", ["DOTNET_gcServer"] = "0" },
        };
        var result = await takumi.RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        result.ExitCode.ShouldBe(isFlawed ? ExitCode.Bad : ExitCode.Good, result.Error + result.Output);
        result.Output.ShouldContain($"\"records\": {segments * SegmentRecords}");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A journal of so many segments and a note over all of it; the flaw is that its second record is gone.</summary>
    private async Task WriteAsync(int segments, bool isFlawed)
    {
        var (folder, notes) = (Directory.CreateDirectory(Path.Join(Journal, "segments")).FullName, Directory.CreateDirectory(Path.Join(Journal, "checkpoints")).FullName);
        var tree = new CompactRange();
        for (var first = 0; first < segments * SegmentRecords; first += SegmentRecords)
        {
            await using var lines = File.Create(Path.Join(folder, $"{first:d20}.jsonl"));
            await using var leaves = File.Create(Path.Join(folder, $"{first:d20}.leaves"));
            for (var sequence = first; sequence < first + SegmentRecords; sequence++)
            {
                var line = Encoding.UTF8.GetBytes(Line(sequence));
                var leaf = MerkleHasher.HashLeaf(line);
                tree.Append(leaf);
                leaves.Write(leaf.Span);
                if (isFlawed && sequence == 1)
                    continue;
                lines.Write(line);
                lines.WriteByte((byte)'\n');
            }
        }

        var text = $"{Origin}\n{segments * SegmentRecords}\n{Convert.ToBase64String(tree.Root().Span)}\n";
        var note = await SignedNote.SignAsync(text, Origin, _signer, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder.Combine("held.note"), note);
        await File.WriteAllBytesAsync(Path.Join(notes, $"{segments * SegmentRecords:d20}.note"), note);
        await File.WriteAllTextAsync(_folder.Combine("pub.pem"), PemEncoding.WriteString("PUBLIC KEY", _signer.PublicKey.Span));
    }

    private static string Line(int sequence)
    {
        var head = $"{{\"sequence\":{sequence},\"id\":\"{sequence:x32}\",\"kind\":";
        return head + (sequence == 0
            ? $$""" "genesis","timestamp":"2026-11-22T08:00:00.000Z","format":1,"log":"{{Log}}","origin":"{{Origin}}","service":"backend"}"""
            : """ "event","timestamp":"2026-11-22T08:00:00.000Z","event":"reward_claimed","resource":"quiz","action":"claim_reward","result":"success","service":"backend","environment":"test"}""").TrimStart();
    }
}
