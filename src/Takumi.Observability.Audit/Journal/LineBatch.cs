using System.Buffers.Text;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Journal;

/// <summary>Consecutive lines that are written and synced together. Reused from batch to batch by the journal's thread.</summary>
internal sealed class LineBatch
{
    private byte[] _bytes = new byte[64 * 1024];
    private readonly List<MerkleHash> _leafHashes = [];

    public long First { get; private set; }

    public int Length { get; private set; }

    public int Count => _leafHashes.Count;

    public long Next => First + Count;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public IReadOnlyList<MerkleHash> LeafHashes => _leafHashes;

    public void Begin(long first)
    {
        First = first;
        Length = 0;
        _leafHashes.Clear();
    }

    /// <summary>Whether one more line fits, however long it may be.</summary>
    public bool HasRoom => Length + JournalLimits.LineBytes + 1 <= JournalLimits.BatchBytes;

    /// <summary>Gives the next sequence to a line that <see cref="LineBuilder"/> made; false, and nothing added, if that makes it too long.</summary>
    public bool TryAdd(ReadOnlySpan<byte> tail)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(Next, digits, out var digitCount);
        var start = RecordSchema.LineStart;
        var lineLength = start.Length + digitCount + tail.Length;
        if (lineLength > JournalLimits.LineBytes)
            return false;

        if (_bytes.Length - Length < lineLength + 1)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + lineLength + 1));
        var line = _bytes.AsSpan(Length, lineLength + 1);
        start.CopyTo(line);
        digits[..digitCount].CopyTo(line[start.Length..]);
        tail.CopyTo(line[(start.Length + digitCount)..]);
        line[^1] = (byte)'\n';
        _leafHashes.Add(MerkleHasher.HashLeaf(line[..^1]));
        Length += line.Length;
        return true;
    }

    public void CopyLeafHashes(Span<byte> destination)
    {
        for (var i = 0; i < _leafHashes.Count; i++)
            _leafHashes[i].Span.CopyTo(destination[(i * MerkleHash.Length)..]);
    }
}
