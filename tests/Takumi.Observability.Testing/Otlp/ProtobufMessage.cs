using Google.Protobuf;

namespace Takumi.Observability.Testing.Otlp;

/// <summary>A protobuf message read without its schema: the fields by number, in the order in which they came.</summary>
/// <remarks>OTLP's field numbers stand in the decoders, from opentelemetry-proto 1.x (there is no protoc in this build, and none is needed to read).</remarks>
internal sealed class ProtobufMessage
{
    private readonly ILookup<uint, Field> _fields;

    public ProtobufMessage(ByteString bytes) => _fields = Read(bytes).ToLookup(field => (uint)field.Number);

    public bool Has(uint number) => _fields[number].Any();

    /// <summary>An integer, enum, bool or fixed-width field; 0 when absent.</summary>
    public ulong Number(uint number) => _fields[number].LastOrDefault().Value;

    public double Double(uint number) => BitConverter.UInt64BitsToDouble(Number(number));

    public string Text(uint number) => Bytes(number).ToStringUtf8();

    /// <summary>An id, in lower-case hexadecimal.</summary>
    public string Hex(uint number) => Convert.ToHexStringLower(Bytes(number).Span);

    public ByteString Bytes(uint number) => _fields[number].LastOrDefault().Content ?? ByteString.Empty;

    public IEnumerable<ProtobufMessage> Messages(uint number) => _fields[number].Select(field => new ProtobufMessage(field.Content!));

    public ProtobufMessage Message(uint number) => new(Bytes(number));

    /// <summary>A repeated 64-bit fixed-width field, packed or not.</summary>
    public IEnumerable<ulong> Fixed64s(uint number) => _fields[number].SelectMany(field => field.Content is { } packed ? Unpack(packed) : [field.Value]);

    private static IEnumerable<ulong> Unpack(ByteString packed)
    {
        var input = packed.CreateCodedInput();
        while (!input.IsAtEnd)
            yield return input.ReadFixed64();
    }

    private static List<Field> Read(ByteString bytes)
    {
        var fields = new List<Field>();
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag && tag != 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            fields.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => new Field(number, input.ReadUInt64(), null),
                WireFormat.WireType.Fixed64 => new Field(number, input.ReadFixed64(), null),
                WireFormat.WireType.Fixed32 => new Field(number, input.ReadFixed32(), null),
                WireFormat.WireType.LengthDelimited => new Field(number, 0, input.ReadBytes()),
                var type => throw new InvalidDataException($"Field {number} has wire type {type}, which OTLP doesn't use."),
            });
        }

        return fields;
    }

    private readonly record struct Field(int Number, ulong Value, ByteString? Content);
}
