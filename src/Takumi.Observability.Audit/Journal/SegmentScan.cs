using Takumi.Observability.Format;
using Takumi.Observability.Merkle;
using Takumi.Observability.Storage;

namespace Takumi.Observability.Journal;

/// <summary>What a segment holds: its valid contiguous lines from the start, and the first thing that is not one.</summary>
internal sealed class SegmentScan
{
    private SegmentScan(long first) => Next = First = first;

    public long First { get; }

    /// <summary>The sequence after the last valid line.</summary>
    public long Next { get; private set; }

    public long FileLength { get; private set; }

    /// <summary>Length of the valid lines.</summary>
    public long ValidLength { get; private set; }

    /// <summary>Why the line at <see cref="ValidLength"/> is none; null if the segment ends there.</summary>
    public string? Fault { get; private set; }

    /// <summary>The kind of the last record that is not about a recovery.</summary>
    public RecordKind? LastKind { get; private set; }

    public List<MerkleHash> LeafHashes { get; } = [];

    public static SegmentScan Run(IDiskFile file, long first)
    {
        var scan = new SegmentScan(first) { FileLength = file.Length };
        var buffer = new byte[1024 * 1024];
        while (scan.Fault is null && scan.ValidLength < scan.FileLength)
        {
            var read = file.Read(buffer, scan.ValidLength);
            scan.Take(buffer.AsSpan(0, read));
        }

        return scan;
    }

    /// <summary>Takes the whole lines at the start of the buffer, of which there is at least one unless the segment is torn here.</summary>
    private void Take(ReadOnlySpan<byte> buffer)
    {
        var before = ValidLength;
        while (buffer.IndexOf((byte)'\n') is >= 0 and var length)
        {
            if (!LineReader.TryRead(buffer[..length], Next, out var head, out var fault))
            {
                Fault = fault.ToString();
                return;
            }

            LeafHashes.Add(MerkleHasher.HashLeaf(buffer[..length]));
            if (head.Kind != RecordKind.Recovery)
                LastKind = head.Kind;
            Next++;
            ValidLength += length + 1;
            buffer = buffer[(length + 1)..];
        }

        if (ValidLength == before)
            Fault = "the line has no end";
    }
}
