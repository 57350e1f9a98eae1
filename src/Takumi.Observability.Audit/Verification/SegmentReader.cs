using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Takumi.Observability.Format;

namespace Takumi.Observability.Verification;

/// <summary>Reads a segment line by line in bounded memory, however broken it is.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private readonly Action<long>? _onRead;
    private int _start;
    private int _end;
    private long _bufferOffset;
    private bool _atEnd;

    /// <param name="path">The segment's file. A writer may be appending to it.</param>
    /// <param name="onRead">Told the bytes of every read.</param>
    /// <param name="offset">Where to begin: the start of a line.</param>
    public SegmentReader(string path, Action<long>? onRead = null, long offset = 0)
    {
        _bufferOffset = offset;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        _onRead = onRead;
    }

    /// <summary>Where the line that <see cref="TryRead"/> gave last begins, or where reading stopped.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes from <see cref="Offset"/> to the end of the file; what a writer appends after the end was seen does not count.</summary>
    public long Rest => (_atEnd ? _bufferOffset + _end : RandomAccess.GetLength(_file)) - Offset;

    /// <summary>Gives the next line without its LF; the bytes are valid until the next call.</summary>
    /// <param name="line">What is left, or its first 16 KiB and one byte, when there is no line.</param>
    /// <returns>False at the end, and where no LF ends a line of allowed length: then <see cref="Rest"/> is above 0.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        Offset = _bufferOffset + _start;
        var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (length < 0 && Fill())
            length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');

        if (length is < 0 or > JournalLimits.LineBytes)
        {
            line = _buffer.AsSpan(_start, Math.Min(_end - _start, JournalLimits.LineBytes + 1));
            return false;
        }

        line = _buffer.AsSpan(_start, length);
        _start += length + 1;
        return true;
    }

    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    /// <summary>Moves what is left to the front and reads behind it until the buffer is full or the file ends.</summary>
    private bool Fill()
    {
        if (_atEnd)
            return false;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _bufferOffset += _start;
        _end -= _start;
        _start = 0;
        while (_end < BufferBytes)
        {
            var read = RandomAccess.Read(_file, _buffer.AsSpan(_end, BufferBytes - _end), _bufferOffset + _end);
            _atEnd = read == 0;
            if (_atEnd)
                break;
            _end += read;
            _onRead?.Invoke(read);
        }

        return true;
    }
}
