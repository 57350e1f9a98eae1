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
    }
}
