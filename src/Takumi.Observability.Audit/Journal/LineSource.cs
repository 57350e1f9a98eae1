using Microsoft.Win32.SafeHandles;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;
using Takumi.Observability.Merkle;

namespace Takumi.Observability.Journal;

/// <summary>
/// The journal's durable lines, read from its segments beside the thread that writes them. Segments only grow up to the durable end, so what lies
/// below it stands still. The place of the last read is kept: who reads in order never searches.
/// </summary>
internal sealed class LineSource(JournalLayout layout, DurableEnd end, Task<string> origin) : IAuditLineSource
{
    private volatile Place _place = new(0, 0, 0);

    public long DurableCount => end.Next;

    public Task<string> GetOriginAsync(CancellationToken cancellationToken) => origin.WaitAsync(cancellationToken);

    public Task<bool> WaitForAsync(long sequence, CancellationToken cancellationToken) => end.WaitForAsync(sequence, cancellationToken);

    public Task<AuditLines> ReadAsync(long sequence, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(buffer.Length, JournalLimits.LineBytes, nameof(buffer));
        return Task.Run(() => Read(sequence, buffer), cancellationToken);
    }

    public Task<ReadOnlyMemory<byte>?> ReadLeafHashAsync(long sequence, CancellationToken cancellationToken) =>
        Task.Run(() => ReadLeafHash(sequence), cancellationToken);

    private AuditLines Read(long sequence, Memory<byte> buffer)
    {
        var durable = end.Next;
        if (sequence >= durable || Segments() is not [var oldest, ..] segments)
            return new AuditLines(sequence, []);

        var place = PlaceOf(Math.Max(sequence, oldest), segments);
        using var file = Open(place.Segment);
        var found = Lines(buffer[..RandomAccess.Read(file, buffer.Span, place.Offset)], place.Sequence, durable);
        if (found.Count == 0)
            throw Missing(place.Sequence);
        _place = new Place(place.Segment, place.Offset + found.Sum(line => line.Length + 1L), place.Sequence + found.Count);
        return new AuditLines(place.Sequence, found);
    }

    private static List<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> bytes, long sequence, long durable)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        for (; sequence < durable && bytes.Span.IndexOf((byte)'\n') is >= 0 and var length; sequence++)
        {
            if (!LineReader.TryRead(bytes.Span[..length], sequence, out _, out var fault))
                throw new InvalidDataException($"Where record {sequence} was written stands something else: {fault}; 'takumi audit verify' says more.");
            lines.Add(bytes[..length]);
            bytes = bytes[(length + 1)..];
        }

        return lines;
    }

    private ReadOnlyMemory<byte>? ReadLeafHash(long sequence)
    {
        var line = new byte[JournalLimits.LineBytes + 1];
        if (Read(sequence, line) is { Lines: [var stored, ..] } found && found.First == sequence)
            return MerkleHasher.HashLeaf(stored.Span).Span.ToArray();

        // Retention drops lines and keeps their hashes.
        var first = Numbers(JournalLayout.LeavesSuffix).LastOrDefault(number => number <= sequence, -1);
        var offset = (sequence - first) * MerkleHash.Length;
        if (first < 0)
            return null;
        using var hashes = File.OpenHandle(layout.Leaves(first), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var hash = new byte[MerkleHash.Length];
        return RandomAccess.Read(hashes, hash, offset) == hash.Length ? hash.AsMemory() : default(ReadOnlyMemory<byte>?); // a bare null would become an empty hash
    }

    /// <summary>Where a line begins: where the last read ended, or found by counting lines from the beginning of its segment.</summary>
    private Place PlaceOf(long sequence, List<long> segments)
    {
        var first = segments.Last(number => number <= sequence);
        var place = _place;
        if (place.Segment != first || place.Sequence > sequence)
            place = new Place(first, 0, first);
        return place.Sequence == sequence ? place : Count(place, sequence);
    }

    private Place Count(Place place, long sequence)
    {
        using var file = Open(place.Segment);
        var buffer = new byte[256 * 1024];
        while (place.Sequence < sequence)
        {
            var bytes = buffer.AsSpan(0, RandomAccess.Read(file, buffer, place.Offset));
            var counted = 0;
            for (; place.Sequence < sequence && bytes[counted..].IndexOf((byte)'\n') is >= 0 and var length; counted += length + 1)
                place = place with { Sequence = place.Sequence + 1 };
            if (counted == 0)
                throw Missing(place.Sequence);
            place = place with { Offset = place.Offset + counted };
        }

        return place;
    }

    // Never creates: retention may have removed the file since it was listed.
    private SafeFileHandle Open(long first) => File.OpenHandle(layout.Segment(first), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static InvalidDataException Missing(long sequence) => new($"Record {sequence} was written and is not there any more; 'takumi audit verify' says more.");

    private List<long> Segments() => Numbers(JournalLayout.SegmentSuffix);

    private List<long> Numbers(string suffix) => JournalLayout.Numbers(Directory.EnumerateFiles(layout.Segments).Select(path => Path.GetFileName(path)), suffix);

    private sealed record Place(long Segment, long Offset, long Sequence);
}
