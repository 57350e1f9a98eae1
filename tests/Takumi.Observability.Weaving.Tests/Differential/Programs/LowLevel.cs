public static unsafe class Program
{
    [TraceOperation("a")]
    static int Fixed([SpanTag("n", Member = "Length")] int[] a)
    {
        fixed (int* p = a)
        {
            return p[1];
        }
    }

    [TraceOperation("a")]
    static int Stack(int n)
    {
        Span<int> s = stackalloc int[n];
        s.Fill(2);
        int r = 0;
        foreach (var x in s)
            r += x;
        return r;
    }

    [TraceOperation("a"), SkipLocalsInit]
    static int Stack2(int n)
    {
        int* p = stackalloc int[n];
        p[0] = 3;
        if (n > 3)
        {
            int* q = stackalloc int[3];
            q[0] = 1;
            return *q;
        }

        return *p;
    }

    [TraceOperation("a")]
    static ref int Max(ref int a, ref int b)
    {
        ref int r = ref a;
        if (b > a)
            r = ref b;
        return ref r;
    }

    ref struct RS(Span<int> s)
    {
        public Span<int> S = s;

        [TraceOperation("rs")]
        public int Sum([SpanTag("k")] int k)
        {
            int r = k;
            foreach (var x in S)
                r += x;
            return r;
        }

        [TraceOperation("rs")]
        public Span<int> Get() => S;

        [TraceOperation("rs")]
        [UnscopedRefHack]
        public RS Me() => this;

        [TraceOperation("d")]
        public void Dispose()
        {
            S[0]++;
        }
    }

    [AttributeUsage(AttributeTargets.All)]
    class UnscopedRefHackAttribute : Attribute
    {
    }

    [TraceOperation("dyn")]
    static object Dyn([SpanTag("d")] dynamic d) => d + 1;

    [TraceOperation("arr")]
    [return: SpanTag("r", Member = "Length")]
    static int[, ] Arr([SpanTag("a", Member = "Rank")] int[, ] a, [SpanTag("j", Member = "LongLength")] int[][] j) => a;

    [TraceOperation("nint")]
    static nint Ni([SpanTag("n")] nint n, [SpanTag("u")] nuint u) => n + (nint)u;

    [TraceOperation("dec")]
    [return: SpanTag("r")]
    static decimal Dec([SpanTag("d")] decimal d, [SpanTag("dt")] DateTimeOffset dt, [SpanTag("nu")] double? nu, [SpanTag("h")] Half h, [SpanTag("i")] Int128 i) => d * 2;

    struct Big
    {
        public long A, B, C, D, E, F, G, H;
    }

    [TraceOperation("big")]
    static Big B(Big b)
    {
        b.A++;
        return b;
    }

    [TraceOperation("unm"), System.Runtime.InteropServices.UnmanagedCallersOnly]
    static int Unm(int x) => x * 3;

    [TraceOperation("sync"), MethodImpl(MethodImplOptions.Synchronized)]
    static int Sync(int x) => x;

    [TraceOperation("inl"), MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Inl(int x) => x + 2;

    [TraceOperation("noi"), MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    static int NoI(int x) => x + 2;

    [TraceOperation("cur")]
    static string Cur() => System.Reflection.MethodBase.GetCurrentMethod()!.Name + new StackTrace(0, true).GetFrame(0)!.GetFileLineNumber();

    [TraceOperation("chk")]
    static int Chk(int x) => checked(x * 2);

    [TraceOperation("null")]
    static int Null(string? s) => s!.Length;
    static int cnt;

    static int Next() => ++cnt;

    [TraceOperation("static")]
    static int Stat() => S2.V;

    static class S2
    {
        public static int V = Boom();

        static int Boom() => throw new InvalidOperationException("cctor");
    }

    public static Task RunAsync(Action<object?> say)
    {
        int[] a = [1, 2, 3];
        say(Fixed(a));
        say(Stack(4));
        say(Stack2(2));
        say(Stack2(5));
        int x = 1, y = 2;
        Max(ref x, ref y) = 10;
        say(y);
        using (var rs = new RS(a))
        {
            say(rs.Sum(1));
            say(rs.Get().Length);
            say(rs.Me().S[1]);
        }

        say(a[0]);
        say(Dyn(4));
        say(Dyn(1.5));
        say(Arr(new int[2, 3], [[1], [2]]).Length);
        say(Ni(1, 2));
        say(Dec(1.5m, DateTimeOffset.UnixEpoch, null, (Half)1.5, 7));
        say(B(new Big { A = 1, H = 4 }).H);
        delegate* unmanaged<int, int> u = &Unm;
        say(u(4));
        say(Sync(3));
        say(Inl(3));
        say(NoI(3));
        say(Cur());
        try
        {
            Chk(int.MaxValue);
        }
        catch (OverflowException e)
        {
            say(e);
        }

        try
        {
            Null(null);
        }
        catch (NullReferenceException e)
        {
            say(e);
        }

        try
        {
            Stat();
        }
        catch (TypeInitializationException e)
        {
            say(e);
        }

        return Task.CompletedTask;
    }
}
