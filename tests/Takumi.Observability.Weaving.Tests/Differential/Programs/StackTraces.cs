public static class Program
{
    static Action<object?> s = null!;

    [TraceOperation("a")]
    static int A(int x)
    {
        if (x == 0)
            throw new InvalidOperationException("zero");
        try
        {
            return B(x - 1);
        }
        finally
        {
            s("fin");
        }
    }

    [TraceOperation("b")]
    static int B(int x) => A(x);

    [TraceOperation("c")]
    static async Task<int> C(int x)
    {
        await Task.Yield();
        if (x == 0)
            throw new InvalidOperationException("zeroc");
        return await D(x - 1);
    }

    [TraceOperation("d")]
    static Task<int> D(int x)
    {
        return C(x);
    }

    [TraceOperation("e")]
    static ValueTask<int> E(int x)
    {
        return new ValueTask<int>(C(x));
    }

    [TraceOperation("re")]
    static void Re()
    {
        try
        {
            A(1);
        }
        catch (InvalidOperationException)
        {
            s("caught");
            throw;
        }
    }

    [TraceOperation("wrap")]
    static void Wrap()
    {
        try
        {
            Re();
        }
        catch (Exception e)
        {
            throw new ApplicationException("wrapped", e);
        }
    }

    [TraceOperation("it")]
    static IEnumerable<int> It()
    {
        yield return 1;
        A(0);
    }

    [TraceOperation("ita")]
    static async IAsyncEnumerable<int> Ita()
    {
        yield return 1;
        await Task.Yield();
        A(0);
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
            if (e.InnerException is { } i)
                s(i);
        }
    }

    public static async Task RunAsync(Action<object?> say)
    {
        s = say;
        await Try(async () => A(2));
        await Try(() => C(2));
        await Try(() => D(1));
        await Try(async () => await E(1));
        await Try(async () => Re());
        await Try(async () => Wrap());
        await Try(async () =>
        {
            foreach (var i in It())
                say(i);
        });
        await Try(async () =>
        {
            await foreach (var i in Ita())
                say(i);
        });
    }
}
