using System.Text.Json;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Notes;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Audit.Tests.Journal;

/// <summary>Reads a journal that no writer has open and says what is in it, or fails the test at the first thing that must not be.</summary>
internal sealed class JournalOracle
{
    private readonly List<MerkleHash> _hashes = [];

    private JournalOracle(IDisk disk, string directory)
    {
        var layout = new JournalLayout(directory);
        foreach (var first in Numbers(disk, layout.Segments, JournalLayout.SegmentSuffix))
            ReadSegment(disk, layout, first);
        foreach (var size in Numbers(disk, layout.Checkpoints, JournalLayout.NoteSuffix))
            CheckNote(disk.Read(layout.Note(size))!, size);
    }

    public List<JsonElement> Records { get; } = [];

    public IEnumerable<string> Kinds => Records.Select(record => Text(record, "kind"));

    public static JournalOracle Read(IDisk disk, string directory) => new(disk, directory);

    /// <summary>Every acknowledged record is at its place, none is there twice, and none of those that were said not to be written.</summary>
    public JournalOracle ShouldHold(Ledger ledger)
    {
        Records.Select(record => Text(record, "id")).ShouldBeUnique();
        foreach (var (id, sequence) in ledger.Acknowledged)
        {
            sequence.ShouldBeLessThan(Records.Count, $"record {id} was acknowledged and is gone");
            Text(Records[(int)sequence], "id").ShouldBe(id);
        }

        Records.Select(record => Text(record, "id")).Intersect(ledger.NotWritten).ShouldBeEmpty();
        return this;
    }

    public static string Text(JsonElement record, string name) => record.GetProperty(name).GetString()!;

    private void ReadSegment(IDisk disk, JournalLayout layout, long first)
    {
        first.ShouldBe(Records.Count, "the segments have a gap");
        ReadOnlySpan<byte> rest = disk.Read(layout.Segment(first));
        var hashes = new List<byte>();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            end.ShouldBeGreaterThanOrEqualTo(0, $"segment {first} ends within a line");
            LineReader.TryRead(rest[..end], Records.Count, out _, out var fault).ShouldBeTrue($"record {Records.Count}: {fault}");
            var hash = MerkleHasher.HashLeaf(rest[..end]);
            _hashes.Add(hash);
            hashes.AddRange(hash.Span);
            Records.Add(JsonDocument.Parse(rest[..end].ToArray()).RootElement);
            rest = rest[(end + 1)..];
        }

        disk.Read(layout.Leaves(first)).ShouldBe([.. hashes], $"the leaf hashes of segment {first}");
    }

    private void CheckNote(byte[] bytes, long size)
    {
        SignedNote.TryParse(bytes, out var note, out var error).ShouldBeTrue(error);
        Checkpoint.TryParse(note!.Text, out var checkpoint).ShouldBeTrue();
        checkpoint!.Size.ShouldBe(size);
        size.ShouldBeLessThanOrEqualTo(_hashes.Count, "a checkpoint covers records that are gone");
        var tree = new CompactRange();
        foreach (var hash in _hashes.Take((int)size))
            tree.Append(hash);
        checkpoint.Root.ShouldBe(tree.Root());
    }

    private static IEnumerable<long> Numbers(IDisk disk, string directory, string suffix) => disk.List(directory)
        .Select(name => JournalLayout.TryNumber(name, suffix, out var number) ? number : -1)
        .Where(number => number >= 0)
        .Order();
}
