using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>The leaf hashes of one segment as the journal keeps them: a claim, until a signed root covers it.</summary>
internal static class SegmentHashes
{
    /// <summary>Whether the file has exactly one hash for every sequence up to the next segment. Of the last one nobody can tell.</summary>
    public static bool AreWhole(JournalInventory inventory, int index)
    {
        var files = inventory.Segments[index];
        if (!files.HasLeaves || inventory.EndOf(index) is not { } end)
            return false;
        var (count, rest) = Math.DivRem(new FileInfo(inventory.Layout.Leaves(files.First)).Length, MerkleHash.Length);
        return rest == 0 && count == end - files.First;
    }

    /// <summary>The file's hashes if it is whole; those of the lines where it is not, or ends before they do. None for a sequence from <paramref name="limit"/> on: files may be of any length.</summary>
    public static List<MerkleHash> Load(JournalInventory inventory, int index, long limit)
    {
        var files = inventory.Segments[index];
        var most = limit - files.First;
        var hashes = new List<MerkleHash>();
        var areWhole = AreWhole(inventory, index);
        if (areWhole || (files.HasLeaves && inventory.EndOf(index) is null))
            AddStored(inventory.Layout.Leaves(files.First), most, hashes);
        if (files.HasLines && !areWhole)
            AddOfLines(inventory.Layout.Segment(files.First), most, hashes);
        return hashes;
    }

    private static void AddStored(string path, long most, List<MerkleHash> hashes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024, FileOptions.SequentialScan);
        var hash = new byte[MerkleHash.Length];
        while (hashes.Count < most && file.ReadAtLeast(hash, hash.Length, throwOnEndOfStream: false) == hash.Length)
            hashes.Add(new MerkleHash(hash));
    }

    /// <summary>Adds the hashes of the lines that come after those that have one.</summary>
    private static void AddOfLines(string path, long most, List<MerkleHash> hashes)
    {
        using var reader = new SegmentReader(path);
        for (var number = 0; hashes.Count < most && reader.TryRead(out var line); number++)
        {
            if (number >= hashes.Count)
                hashes.Add(MerkleHasher.HashLeaf(line));
        }
    }
}
