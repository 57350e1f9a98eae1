using System.Buffers;
using System.IO.Pipelines;

namespace Takumi.Observability.Exposition.Formatting;

/// <summary>
/// A response body in rented memory: written once, front to back, then read by any number of scrapes.
/// </summary>
/// <remarks>
/// Segments instead of one array that grows: nothing is copied when the response turns out longer than the last one.
/// Whoever creates the buffer returns the memory by <see cref="Dispose"/>; not safe for concurrent writing.
/// </remarks>
internal sealed class ExpositionBuffer(int sizeHint) : IBufferWriter<byte>, IDisposable
{
    private const int SmallestSegment = 16 * 1024;

    private readonly List<(byte[] Array, int Length)> _full = [];
    private byte[] _current = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SmallestSegment));
    private int _position;
    private int _fullLength;

    public int Length => _fullLength + _position;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _current.AsMemory(_position);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _current.AsSpan(_position);
    }

    public void Advance(int count) => _position += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_current.AsSpan(_position));
        _position += bytes.Length;
    }

    public void CopyTo(Stream stream)
    {
        foreach (var (array, length) in _full)
            stream.Write(array, 0, length);
        stream.Write(_current, 0, _position);
    }

    public async ValueTask CopyToAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (var (array, length) in _full)
            await stream.WriteAsync(array.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(_current.AsMemory(0, _position), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask CopyToAsync(PipeWriter pipe, CancellationToken cancellationToken)
    {
        foreach (var (array, length) in _full)
            await pipe.WriteAsync(array.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        await pipe.WriteAsync(_current.AsMemory(0, _position), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var (array, _) in _full)
            ArrayPool<byte>.Shared.Return(array);
        _full.Clear();
        ArrayPool<byte>.Shared.Return(_current);
        _current = [];
        _position = _fullLength = 0;
    }

    private void Ensure(int size)
    {
        if (_current.Length - _position < Math.Max(size, 1))
            NextSegment(size);
    }

    private void NextSegment(int size)
    {
        _full.Add((_current, _position));
        _fullLength += _position;
        _current = ArrayPool<byte>.Shared.Rent(Math.Max(size, Math.Max(_fullLength, SmallestSegment)));
        _position = 0;
    }
}
