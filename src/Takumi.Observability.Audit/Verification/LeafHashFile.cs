using Takumi.Observability.Merkle;

namespace Takumi.Observability.Verification;

/// <summary>The leaf hashes beside a segment, compared with its lines as these are read. They are a copy: a difference is told and breaks nothing.</summary>
internal sealed class LeafHashFile : IDisposable
{
    private readonly string _name;
    private readonly FileStream? _file;
    private readonly byte[] _buffer = new byte[1024 * MerkleHash.Length];
    private int _start;
    private int _end;
    private long? _shortAt;
    private long? _wrongAt;

    private LeafHashFile(string path, bool exists)
    {
        _name = Path.GetFileName(path);
        _file = exists ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan) : null;
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
        if (_start == _end)
            Fill();
        if (_end - _start < MerkleHash.Length)
        {
            _shortAt = sequence;
            return;
        }

        if (!leaf.Span.SequenceEqual(_buffer.AsSpan(_start, MerkleHash.Length)))
            _wrongAt ??= sequence;
        _start += MerkleHash.Length;
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
        if (_start == _end)
            Fill();
        return _start < _end ? $"{_name}: goes on after the leaf hash of record {end - 1}" : null;
    }

    public void Dispose() => _file?.Dispose();

    private void Fill()
    {
        _start = 0;
        _end = _file?.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false) ?? 0;
    }
}
