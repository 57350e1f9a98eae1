public class C
{
    int _x = 4;

    [TraceOperation("a")]
    public ref readonly int R() => ref _x;

    [TraceOperation("a")]
    public virtual ref readonly int V() => ref _x;

    public ref int this[int i] {[TraceOperation("a")]
        get => ref _x; }

    public ref readonly int P {[TraceOperation("a")]
        get => ref _x; }

    [TraceOperation("a")]
    public unsafe delegate*<int, int> Fp() => &Sq;

    static int Sq(int x) => x * x;

    [TraceOperation("a")]
    public unsafe int* Ptr(int* p) => p + 1;

    [TraceOperation("a")]
    public unsafe void* VP() => null;
}

public static class Program
{
    public static unsafe Task RunAsync(Action<object?> say)
    {
        var c = new C();
        say(c.R());
        say(c.V());
        c[0] = 9;
        say(c.P);
        say(c.Fp()(5));
        int* p = stackalloc int[2];
        p[1] = 3;
        say(*c.Ptr(p));
        say((long)c.VP());
        return Task.CompletedTask;
    }
}
