using System.Buffers;
using Takumi.Observability.Auditing;
using Takumi.Observability.Format;

namespace Takumi.Observability.Journal;

/// <summary>A record on its way to the disk: its line from the second member on, in a rented buffer, and who waits for it, if anybody does.</summary>
internal readonly struct PendingRecord
{
    [ThreadStatic]
    private static LineBuilder? t_line;

    private readonly byte[] _buffer;
    private readonly int _length;

    private PendingRecord(ReadOnlySpan<byte> tail, RecordWaiter? waiter)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(tail.Length);
        _length = tail.Length;
        tail.CopyTo(_buffer);
        Waiter = waiter;
    }

    public RecordWaiter? Waiter { get; }

    public ReadOnlySpan<byte> Tail => _buffer.AsSpan(0, _length);

    /// <summary>Makes the line on the caller's thread, so that whoever records something impossible is told at once.</summary>
    /// <exception cref="InvalidRecordException">The format cannot hold it.</exception>
    public static PendingRecord Of(AuditRecord record, RecordWaiter? waiter, IReadOnlyDictionary<string, object?>? sealedMembers = null)
    {
        var line = t_line ??= new LineBuilder();
        EventLine.Write(line, record, sealedMembers);
        return new PendingRecord(line.Tail, waiter);
    }

    /// <summary>Gives the buffer back. To be called once, by whoever has the record then.</summary>
    public void Release() => ArrayPool<byte>.Shared.Return(_buffer);
}
