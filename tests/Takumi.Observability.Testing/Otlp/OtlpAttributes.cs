namespace Takumi.Observability.Testing.Otlp;

/// <summary>Reads OTLP's common types (opentelemetry/proto/common/v1/common.proto).</summary>
internal static class OtlpAttributes
{
    /// <summary>A repeated KeyValue field.</summary>
    public static IReadOnlyDictionary<string, object?> Attributes(this ProtobufMessage message, uint number) =>
        message.Messages(number).ToDictionary(pair => pair.Text(1), pair => Value(pair.Message(2)));

    /// <summary>An AnyValue: string, bool, long, double, array of values, dictionary, byte[]; null when none of them is set.</summary>
    public static object? Value(ProtobufMessage value)
    {
        if (value.Has(1)) return value.Text(1);
        if (value.Has(2)) return value.Number(2) != 0;
        if (value.Has(3)) return (long)value.Number(3);
        if (value.Has(4)) return value.Double(4);
        if (value.Has(5)) return value.Message(5).Messages(1).Select(Value).ToArray();
        if (value.Has(6)) return value.Message(6).Attributes(1);
        if (value.Has(7)) return value.Bytes(7).ToByteArray();
        return null;
    }

    /// <summary>Nanoseconds since the Unix epoch; a DateTimeOffset keeps hundreds of them.</summary>
    public static DateTimeOffset Time(this ProtobufMessage message, uint number) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(message.Number(number) / 100));
}
