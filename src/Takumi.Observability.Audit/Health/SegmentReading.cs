using Takumi.Observability.Merkle;

namespace Takumi.Observability.Health;

/// <summary>
/// The tree over a log as far as one segment has been read: line by line from the file, beside whoever writes to it. What is read stays read, so a long segment is taken in
/// portions and a growing one costs what is new.
/// </summary>
internal sealed class SegmentReading(string path, CompactRange before)
{
    // A line and more, and small enough not to live as long as the process.
    private const int BufferBytes = 64 * 1024;

    private readonly CompactRange _tree = before.Copy();
    private long _offset;

    /// <summary>The sequence after the last line that was read.</summary>
    public long Next => _tree.End;

    public MerkleHash Root => _tree.Root();

    /// <summary>Reads on until <paramref name="size"/> records are in the tree, the file ends, or <paramref name="bytes"/> have been read. Says whether the file ended first.</summary>
    public bool EndsBefore(long size, long bytes, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[BufferBytes];
        for (var limit = _offset + bytes; Next < size && _offset < limit;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = buffer.AsSpan(0, RandomAccess.Read(file, buffer, _offset));
            if (!Take(read, size))
                return true;
        }

        return false;
    }

    /// <summary>Takes the whole lines at the start of the buffer; false if there is none.</summary>
    private bool Take(ReadOnlySpan<byte> buffer, long size)
    {
        var before = _offset;
        while (Next < size && buffer.IndexOf((byte)'\n') is >= 0 and var length)
        {
            _tree.Append(MerkleHasher.HashLeaf(buffer[..length]));
            _offset += length + 1;
            buffer = buffer[(length + 1)..];
        }

        return _offset > before;
    }
}
