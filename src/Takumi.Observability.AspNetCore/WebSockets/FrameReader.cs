using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Takumi.Observability.WebSockets;

/// <summary>
/// Follows one direction of a WebSocket connection (RFC 6455, 5.2) as its bytes pass by, in pieces of any size, and counts the messages that are complete.
/// Payloads are skipped, not read, but for the code of a close frame. Allocates nothing. Not thread safe: a direction has one reader.
/// </summary>
internal struct FrameReader
{
    private const int NoCodeGiven = 1005;

    private HeaderBytes _header;
    private int _have;
    private bool _inPayload;
    private ulong _payloadLength;
    private ulong _passed;
    private int _code;

    /// <summary>The code of the first close frame, 1005 where it carried none; 0 before there was one.</summary>
    public int CloseCode { get; private set; }

    private readonly bool IsFinal => (_header[0] & 0x80) != 0;

    private readonly bool IsControl => (_header[0] & 0x08) != 0;

    private readonly bool IsClose => (_header[0] & 0x0F) == 0x08;

    private readonly bool IsMasked => (_header[1] & 0x80) != 0;

    private readonly int HeaderLength =>
        2 + (_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 } + (IsMasked ? 4 : 0);

    /// <summary>Takes the next bytes and returns how many text and binary messages they completed.</summary>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        var messages = 0;
        while (!bytes.IsEmpty)
        {
            bytes = _inPayload ? PassPayload(bytes) : ReadHeader(bytes);
            if (_inPayload && _passed == _payloadLength)
                messages += EndFrame();
        }

        return messages;
    }

    private ReadOnlySpan<byte> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        _header[_have++] = bytes[0];
        if (_have >= 2 && _have == HeaderLength)
        {
            ReadOnlySpan<byte> header = _header;
            _inPayload = true;
            _payloadLength = (header[1] & 0x7F) switch
            {
                126 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
                127 => BinaryPrimitives.ReadUInt64BigEndian(header[2..]),
                var length => (ulong)length,
            };
        }

        return bytes[1..];
    }

    private ReadOnlySpan<byte> PassPayload(ReadOnlySpan<byte> bytes)
    {
        var count = (int)Math.Min(_payloadLength - _passed, (ulong)bytes.Length);
        for (var i = 0; IsClose && i < count && _passed + (ulong)i < 2; i++)
            _code = (_code << 8) | Unmasked(bytes[i], (int)_passed + i);
        _passed += (ulong)count;
        return bytes[count..];
    }

    private readonly byte Unmasked(byte value, int at) => IsMasked ? (byte)(value ^ _header[HeaderLength - 4 + at]) : value;

    private int EndFrame()
    {
        if (IsClose && CloseCode == 0)
            CloseCode = _payloadLength >= 2 ? _code : NoCodeGiven;
        var completed = IsFinal && !IsControl ? 1 : 0;
        _have = 0;
        _inPayload = false;
        _passed = 0;
        _code = 0;
        return completed;
    }

    // 2 bytes, up to 8 of length, 4 of mask.
    [InlineArray(14)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
