public static class Program
{
    public static async Task RunAsync(Action<object?> say)
    {
        say(Byte());
        say(SByte());
        say(UInt16());
        say(UInt32());
        say(Int64());
        say(UInt64());
        say(Single());
        say(Double());
        say((int)Character());
        say(OfBytes());
        say(OfLongs());
        say(await OfNegatives());
        say(await Unnamed());
        say(await NullOf<string>());
        say(await NullOf<int>());
        say(NullArray());
        say(await NullNumber());
        say(HasValue());
    }

    [TraceOperation("byte", ErrorWhen = (byte)200)]
    static byte Byte() => 200;

    [TraceOperation("sbyte", ErrorWhen = (sbyte)-3)]
    static sbyte SByte() => -3;

    [TraceOperation("ushort", ErrorWhen = ushort.MaxValue)]
    static ushort UInt16() => ushort.MaxValue;

    [TraceOperation("uint", ErrorWhen = uint.MaxValue)]
    static uint UInt32() => uint.MaxValue;

    [TraceOperation("long", ErrorWhen = long.MinValue)]
    static long Int64() => long.MinValue;

    [TraceOperation("ulong", ErrorWhen = ulong.MaxValue)]
    static ulong UInt64() => ulong.MaxValue;

    [TraceOperation("float", ErrorWhen = 1.5f)]
    static float Single() => 1.5f;

    [TraceOperation("double", ErrorWhen = double.NegativeInfinity)]
    static double Double() => double.NegativeInfinity;

    [TraceOperation("char", ErrorWhen = '\uffff')]
    static char Character() => '\uffff';

    [TraceOperation("enum of bytes", ErrorWhen = OfByte.B)]
    static OfByte OfBytes() => OfByte.B;

    [TraceOperation("enum of unsigned longs", ErrorWhen = OfULong.Max)]
    static OfULong OfLongs() => OfULong.Max;

    [TraceOperation("enum of longs", ErrorWhen = OfLong.Min)]
    static async Task<OfLong> OfNegatives()
    {
        await Task.Yield();
        return OfLong.Min;
    }

    [TraceOperation("enum value without a name", ErrorWhen = (OfLong)5)]
    static ValueTask<OfLong> Unnamed() => new((OfLong)5);

    [TraceOperation("null of a type parameter", ErrorWhen = null)]
    static async Task<T?> NullOf<T>()
    {
        await Task.Yield();
        return default;
    }

    [TraceOperation("null array", ErrorWhen = null)]
    [return: SpanTag("length", Member = "Length")]
    static int[]? NullArray() => null;

    [TraceOperation("null number", ErrorWhen = null)]
    static async ValueTask<int?> NullNumber()
    {
        await Task.Yield();
        return null;
    }

    [TraceOperation("member", ErrorWhen = "!HasValue")]
    static int? HasValue() => null;
}

public enum OfByte : byte
{
    A,
    B,
}

public enum OfULong : ulong
{
    Max = ulong.MaxValue,
}

public enum OfLong : long
{
    Min = long.MinValue,
}
