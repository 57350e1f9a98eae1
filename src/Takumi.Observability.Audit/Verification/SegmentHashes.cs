using System.Runtime.InteropServices;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>The leaf hashes of one segment as the journal keeps them: a claim, until a signed root covers it.</summary>
internal static class SegmentHashes
{
    /// <summary>The file's hashes if it is whole; those of the lines where it is not, or ends before they do.</summary>
    public static MerkleHash[] Load(JournalInventory inventory, int index)
    {
        var files = inventory.Segments[index];
        var bytes = files.HasLeaves ? File.ReadAllBytes(inventory.Layout.Leaves(files.First)) : [];
        var stored = MemoryMarshal.Cast<byte, MerkleHash>(bytes.AsSpan(..(bytes.Length / MerkleHash.Length * MerkleHash.Length)));
        if (inventory.EndOf(index) is { } end)
            return bytes.Length == (end - files.First) * MerkleHash.Length ? stored.ToArray() : OfLines(inventory, files);
        return [.. stored, .. OfLines(inventory, files).Skip(stored.Length)];
    }

    private static MerkleHash[] OfLines(JournalInventory inventory, JournalInventory.SegmentFiles files)
    {
        if (!files.HasLines)
            return [];
        var hashes = new List<MerkleHash>();
        using var reader = new SegmentReader(inventory.Layout.Segment(files.First));
        while (reader.TryRead(out var line))
            hashes.Add(MerkleHasher.HashLeaf(line));
        return [.. hashes];
    }
}
