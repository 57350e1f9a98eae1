public static class Program
{
    static Action<object?> s = null!;

    [TraceOperation("a")]
    static async Task<int> NoAwait([SpanTag("x")] int x)
    {
        return x;
    }

    [TraceOperation("a")]
    static async Task OnlyThrow()
    {
        throw new InvalidOperationException("only");
    }

    [TraceOperation("a")]
    static async Task Forever([SpanTag("x")] int x)
    {
        while (true)
        {
            await Task.Yield();
            if (x-- == 0)
                throw new InvalidOperationException("forever");
        }
    }

    [TraceOperation("a")]
    static async Task<int> Try([SpanTag("x")] int x)
    {
        try
        {
            await Task.Yield();
            if (x == 1)
                throw new InvalidOperationException("t");
            return x;
        }
        catch (InvalidOperationException e) when (e.Message == "t" && x == 1)
        {
            await Task.Yield();
            s("catch");
            return -x;
        }
        finally
        {
            await Task.Yield();
            s("finally");
        }
    }

    [TraceOperation("a")]
    static async ValueTask Using([SpanTag("x")] string @class)
    {
        await using var d = new D();
        await Task.Yield();
        s(@class);
        throw new ArgumentException("u");
    }

    sealed class D : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            s("disposed");
        }
    }

    [TraceOperation("a")]
    static async Task<int> Captured([SpanTag("x")] int x, [SpanTag("y")] string y, [SpanTag("unused")] Guid unused)
    {
        Func<int> f = () => x + y.Length;
        x++;
        await Task.Yield();
        return f();
    }

    [TraceOperation("a")]
    static async Task<int> Modified([SpanTag("x")] int x)
    {
        x = 100;
        await Task.Yield();
        return x;
    }

    [TraceOperation("a")]
    static async Task<T> Gen<T, U>([SpanTag("t")] T t, [SpanTag("u")] U u, [SpanTag("z")] List<T> z)
        where T : struct where U : class, new()
    {
        await Task.Yield();
        return t;
    }

    [TraceOperation("a")]
    [return: SpanTag("r")]
    static async Task<T?> GenRet<T>([SpanTag("t")] T? t)
    {
        await Task.Yield();
        return t;
    }

    [TraceOperation("a")]
    static async Task<int> Await2(Task<int> a, Task<int> b) => await a + await b * await NoAwait(3);

    [TraceOperation("a")]
    static async Task<int> Switch(int x)
    {
        switch (x)
        {
            case 1:
                await Task.Yield();
                return 1;
            case 2:
                return 2;
            case 3:
                await Task.Yield();
                goto case 1;
            default:
                throw new ArgumentOutOfRangeException(nameof(x));
        }
    }

    [TraceOperation("a")]
    static async Task Foreach()
    {
        await foreach (var i in Items(3))
            s(i);
    }

    [TraceOperation("it")]
    static async IAsyncEnumerable<int> Items([SpanTag("n")] int n, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (var i = 0; i < n; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    static async Task Try(Func<Task> a)
    {
        try
        {
            await a();
        }
        catch (Exception e)
        {
            s(e);
        }
    }

    [TraceOperation("cancel")]
    static async Task Cancel(CancellationToken ct)
    {
        await Task.Delay(-1, ct);
    }

    [TraceOperation("cancelval")]
    static ValueTask<int> CancelV(CancellationToken ct) => new(Task.FromCanceled<int>(ct));

    struct St
    {
        public int V;

        [TraceOperation("st")]
        public async Task<int> M([SpanTag("x")] int x)
        {
            V += x;
            await Task.Yield();
            return V;
        }

        [TraceOperation("st2")]
        public readonly async Task<int> R()
        {
            await Task.Yield();
            return V;
        }

        [TraceOperation("it")]
        public IEnumerable<int> It()
        {
            yield return V;
            V++;
            yield return V;
        }
    }

    interface ISt
    {
        [TraceOperation("dim")]
        async Task<int> Dim([SpanTag("x")] int x)
        {
            await Task.Yield();
            return x + N;
        }

        int N { get; }

        static abstract Task<int> Sa(int x);

        [TraceOperation("sv")]
        static virtual async Task<int> Sv([SpanTag("x")] int x)
        {
            await Task.Yield();
            return x;
        }

        [TraceOperation("ps")]
        private async Task<int> Priv()
        {
            await Task.Yield();
            return N;
        }

        async Task<int> CallPriv() => await Priv();
    }

    sealed class Imp : ISt
    {
        public int N => 5;

        [TraceOperation("sa")]
        public static async Task<int> Sa([SpanTag("x")] int x)
        {
            await Task.Yield();
            return x * 2;
        }
    }

    static async Task<int> Sa<T>(int x)
        where T : ISt => await T.Sa(x) + await T.Sv(x);

    public static async Task RunAsync(Action<object?> say)
    {
        s = say;
        say(await NoAwait(1));
        await Try(OnlyThrow);
        await Try(() => Forever(2));
        say(await Try(0));
        say(await Try(1));
        await Try(() => Using("c").AsTask());
        say(await Captured(1, "yy", default));
        say(await Modified(1));
        say(await Gen<int, object>(1, new(), [1]));
        say(await GenRet<string>(null));
        say(await GenRet(4));
        say(await Await2(Task.FromResult(1), Task.FromResult(2)));
        say(await Switch(1));
        say(await Switch(2));
        say(await Switch(3));
        await Try(() => Switch(9));
        await Try(Foreach);
        using var cts = new CancellationTokenSource();
        cts.Cancel();
        await Try(() => Cancel(cts.Token));
        await Try(() => CancelV(cts.Token).AsTask());
        var st = new St
        {
            V = 1
        };
        say(await st.M(3));
        say(st.V);
        say(await st.R());
        foreach (var i in st.It())
            say(i);
        ISt imp = new Imp();
        say(await imp.Dim(1));
        say(await imp.CallPriv());
        say(await Sa<Imp>(3));
        var lam = [TraceOperation("lam")] async ([SpanTag("x")] int x) =>
        {
            await Task.Yield();
            return x + st.V;
        };
        say(await lam(3));

        [TraceOperation("loc")]
        async Task<T> Loc<T>([SpanTag("x")] T x, [SpanTag("no")] int no)
        {
            await Task.Yield();
            s(st.V);
            return x;
        }

        say(await Loc("q", 3));

        [TraceOperation("slo")]
        static async ValueTask<T> Slo<T>([SpanTag("x")] T x)
            where T : IComparable<T>
        {
            await Task.CompletedTask;
            return x.CompareTo(x) == 0 ? x : throw new Exception();
        }

        say(await Slo(3));
    }
}
