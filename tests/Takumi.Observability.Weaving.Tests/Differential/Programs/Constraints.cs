public static unsafe class Program
{
    interface IRS
    {
        int Val(int x);
    }

    ref struct RI : IRS
    {
        [TraceOperation("ri")]
        public int Val([SpanTag("x")] int x) => x + 1;
    }

    [TraceOperation("allows")]
    static int Allows<T>(T t, [SpanTag("x")] int x)
        where T : IRS, allows ref struct => t.Val(x);

    [TraceOperation("un")]
    static int Un<T>([SpanTag("t")] T t)
        where T : unmanaged => sizeof(T);

    [TraceOperation("en")]
    static string En<T>([SpanTag("t")] T t)
        where T : struct, Enum => t.ToString();

    [TraceOperation("nn")]
    static string Nn<T>([SpanTag("t")] T t)
        where T : notnull => t.ToString()!;

    [TraceOperation("cm")]
    static int Cm<T>([SpanTag("t")] T a, T b)
        where T : IComparable<T> => a.CompareTo(b);

    [TraceOperation("nw")]
    static T Nw<T>()
        where T : new() => new T();

    [TraceOperation("dl")]
    static int Dl<T>(T t)
        where T : Delegate => t.GetInvocationList().Length;

    [TraceOperation("tern")]
    static T? Tern<T>(bool b, T t) => b ? t : default;

    public static Task RunAsync(Action<object?> say)
    {
        say(Allows(new RI(), 4));
        say(Un(1.5));
        say(Un((byte)1));
        say(En(DayOfWeek.Friday));
        say(Nn(5));
        say(Nn("x"));
        say(Cm(1, 2));
        say(Cm("a", "b"));
        say(Nw<List<int>>().Count);
        say(Nw<int>());
        say(Dl(() =>
        {
        }));
        say(Tern(false, 4));
        say(Tern(true, "s"));
        return Task.CompletedTask;
    }
}
