using System.Buffers.Binary;
using System.Net.WebSockets;
using FsCheck;
using FsCheck.Fluent;
using Takumi.Observability.WebSockets;

namespace Takumi.Observability.AspNetCore.Tests;

public sealed class FrameReaderTests
{
    [Fact]
    public void What_the_framework_writes_is_counted_whatever_the_sizes_and_the_cuts() =>
        Prop.ForAll(
            Gen.Choose(0, 70_000).ArrayOf().Where(sizes => sizes.Length < 12).ToArbitrary(),
            Gen.Choose(1, 20_000).ToArbitrary(),
            ArbMap.Default.ArbFor<bool>(),
            (sizes, cut, isServer) => Count(Write(sizes, isServer), cut) == sizes.Length).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_row_of_frames_is_counted_by_its_final_data_frames() =>
        Prop.ForAll(
            FrameGen.ArrayOf().ToArbitrary(),
            Gen.Choose(1, 9).ToArbitrary(),
            (frames, cut) => Count([.. frames.SelectMany(Bytes)], cut) == frames.Count(frame => frame.IsFinal && frame.Opcode < 8)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 100)]
    [InlineData(true, 1)]
    [InlineData(true, 100)]
    public void The_code_of_a_close_frame_is_read_also_byte_by_byte(bool isMasked, int cut)
    {
        var payload = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(payload, 4403);

        Read(Bytes(new Frame(IsFinal: true, Opcode: 8, isMasked, payload)), cut).CloseCode.ShouldBe(4403);
    }

    [Fact]
    public void A_close_without_a_code_is_1005_and_the_first_close_is_the_one_that_counts()
    {
        Read(Bytes(new Frame(IsFinal: true, Opcode: 8, IsMasked: false, [])), 1).CloseCode.ShouldBe(1005);

        var twice = Bytes(new Frame(true, 8, true, [0x03, 0xEA])).Concat(Bytes(new Frame(true, 8, true, [0x03, 0xE8])));
        Read([.. twice], 3).CloseCode.ShouldBe(1002);
    }

    private static Gen<Frame> FrameGen =>
        from opcode in Gen.Elements(0, 1, 2, 8, 9, 10)
        from isFinal in ArbMap.Default.GeneratorFor<bool>()
        from isMasked in ArbMap.Default.GeneratorFor<bool>()
        from length in Gen.OneOf(Gen.Choose(0, 125), Gen.Choose(126, 300), Gen.Choose(65_530, 65_540))
        select new Frame(isFinal || opcode >= 8, opcode, isMasked, new byte[opcode >= 8 ? length % 126 : length]);

    private static int Count(byte[] bytes, int cut)
    {
        var reader = new FrameReader();
        return bytes.Chunk(cut).Sum(part => reader.Read(part));
    }

    private static FrameReader Read(byte[] bytes, int cut)
    {
        var reader = new FrameReader();
        foreach (var part in bytes.Chunk(cut))
            reader.Read(part);
        return reader;
    }

    // The framework's own writer is the oracle: a client masks, a server does not; pings come in between.
    private static byte[] Write(int[] sizes, bool isServer)
    {
        using var stream = new MemoryStream();
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = isServer, KeepAliveInterval = TimeSpan.Zero });
        foreach (var size in sizes)
        {
            var payload = new byte[size];
            Random.Shared.NextBytes(payload);
            socket.SendAsync(payload.AsMemory(0, size / 2), WebSocketMessageType.Binary, endOfMessage: false, default).AsTask().GetAwaiter().GetResult();
            socket.SendAsync(payload.AsMemory(size / 2), WebSocketMessageType.Binary, endOfMessage: true, default).AsTask().GetAwaiter().GetResult();
        }

        return stream.ToArray();
    }

    private static byte[] Bytes(Frame frame)
    {
        List<byte> bytes = [(byte)((frame.IsFinal ? 0x80 : 0) | frame.Opcode)];
        var mask = frame.IsMasked ? 0x80 : 0;
        var length = frame.Payload.Length;
        if (length < 126)
            bytes.Add((byte)(mask | length));
        else if (length <= ushort.MaxValue)
            bytes.AddRange([(byte)(mask | 126), (byte)(length >> 8), (byte)length]);
        else
            bytes.AddRange([(byte)(mask | 127), 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        byte[] key = frame.IsMasked ? [0xA1, 0x5E, 0x07, 0xFF] : [0, 0, 0, 0];
        if (frame.IsMasked)
            bytes.AddRange(key);
        bytes.AddRange(frame.Payload.Select((value, at) => (byte)(value ^ key[at % 4])));
        return [.. bytes];
    }

    private sealed record Frame(bool IsFinal, int Opcode, bool IsMasked, byte[] Payload);
}
