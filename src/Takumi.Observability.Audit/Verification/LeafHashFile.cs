using Takumi.Observability.Format;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>The leaf hashes beside a segment, compared with its lines as these are read. They are a copy: a difference is told and breaks nothing.</summary>
internal sealed class LeafHashFile : IDisposable
{
    private readonly string _name;
    private readonly FileStream? _file;
    private readonly byte[] _hash = new byte[MerkleHash.Length];
    private long? _shortAt;
    private long? _wrongAt;

    private LeafHashFile(string path, bool exists)
    {
        _name = Path.GetFileName(path);
        _file = exists ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.SequentialScan) : null;
    }

    public static LeafHashFile Open(JournalInventory inventory, int index)
    {
        var files = inventory.Segments[index];
        return new LeafHashFile(inventory.Layout.Leaves(files.First), files.HasLeaves);
    }

    /// <summary>Compares the next hash of the file with that of the line <paramref name="sequence"/>.</summary>
    public void Compare(long sequence, in MerkleHash leaf)
    {
        if (_shortAt is not null)
            return;
        if (_file is null || _file.ReadAtLeast(_hash, _hash.Length, throwOnEndOfStream: false) < _hash.Length)
            _shortAt = sequence;
        else if (!leaf.Span.SequenceEqual(_hash))
            _wrongAt ??= sequence;
    }

    /// <summary>What is wrong with the file, if anything. That of the last segment may be short, long or missing after a crash.</summary>
    public string? Remark(bool isLast, long end)
    {
        if (_wrongAt is { } wrong)
            return $"{_name}: the leaf hash of record {wrong} is not that of its line";
        if (isLast)
            return null;
        if (_shortAt is { } missing)
            return $"{_name}: the leaf hash of record {missing} is missing";
        return _file!.Position < _file.Length ? $"{_name}: goes on after the leaf hash of record {end - 1}" : null;
    }

    public void Dispose() => _file?.Dispose();
}
