public static class Program
{
    static Action<object?> s = null!;

    [TraceOperation("a")]
    static int EndsInFinally()
    {
        try
        {
            throw new InvalidOperationException("a");
        }
        finally
        {
            s("finally");
        }
    }

    [TraceOperation("a")]
    static int EndsInCatch(int x)
    {
        try
        {
            s("try");
            if (x == 1)
                return 1;
            throw new InvalidOperationException("b");
        }
        catch (InvalidOperationException)
        {
            s("catch");
            throw;
        }
    }

    [TraceOperation("a")]
    static void EndsInCatchVoid()
    {
        try
        {
            throw new InvalidOperationException("b2");
        }
        catch (InvalidOperationException e)
        {
            s("catch");
            throw new ArgumentException("c", e);
        }
    }

    [TraceOperation("a")]
    static int EndsInFilter(int x)
    {
        try
        {
            if (x == 1)
                throw new ArgumentException("x");
            throw new InvalidOperationException("c");
        }
        catch (Exception e) when (e.Message == "c" && Say("filter"))
        {
            throw;
        }
    }

    static bool Say(string t)
    {
        s(t);
        return true;
    }

    [TraceOperation("a")]
    static int LoopInTry()
    {
        var i = 0;
        try
        {
            while (true)
            {
                if (i++ > 3)
                    throw new InvalidOperationException("loop");
            }
        }
        finally
        {
            s(i);
        }
    }

    [TraceOperation("a")]
    static int LoopReturns()
    {
        var i = 0;
        while (true)
        {
            try
            {
                if (i++ > 3)
                    return i;
            }
            finally
            {
                s(i);
            }
        }
    }

    [TraceOperation("a")]
    static void JustThrow() => throw new InvalidOperationException("just");

    [TraceOperation("a")]
    static int JustThrowInt()
    {
        throw new InvalidOperationException("just");
    }

    [TraceOperation("a")]
    static int Nested()
    {
        try
        {
            try
            {
                try
                {
                    throw new InvalidOperationException("n");
                }
                finally
                {
                    s("f1");
                }
            }
            catch (ArgumentException)
            {
                s("no");
                throw;
            }
            finally
            {
                s("f2");
            }
        }
        catch (InvalidOperationException) when (Say("w"))
        {
            try
            {
                throw new ArgumentException("in catch");
            }
            catch (ArgumentException e)
            {
                s(e.Message);
            }
            finally
            {
                s("f3");
            }

            throw;
        }
    }

    [TraceOperation("a")]
    static void Lock(object o)
    {
        lock (o)
        {
            throw new InvalidOperationException("lock");
        }
    }

    [TraceOperation("a")]
    static void UsingThrows()
    {
        using var d = new D();
        throw new InvalidOperationException("using");
    }

    sealed class D : IDisposable
    {
        public void Dispose() => s("disposed");
    }

    [TraceOperation("a")]
    static int StartsWithTry(int x)
    {
        try
        {
            return x / (x - 1);
        }
        catch (DivideByZeroException e)
        {
            s(e);
            return -1;
        }
    }

    [TraceOperation("a")]
    static int Goto(int x)
    {
        again:
            if (x++ < 5)
                goto again;
        try
        {
            if (x > 100)
                goto again;
        }
        finally
        {
            s("g");
        }

        return x;
    }

    [TraceOperation("a")]
    static int StartIsLoop(ref int x)
    {
        while (x < 10)
            x++;
        do
        {
            x++;
            if (x > 20)
                break;
        }
        while (true);
        return x;
    }

    static void Try(Action a)
    {
        try
        {
            a();
        }
        catch (Exception e)
        {
            s(e);
        }
    }

    public static Task RunAsync(Action<object?> say)
    {
        s = say;
        Try(() => EndsInFinally());
        Try(() => EndsInCatch(0));
        Try(() => say(EndsInCatch(1)));
        Try(EndsInCatchVoid);
        Try(() => EndsInFilter(0));
        Try(() => EndsInFilter(1));
        Try(() => LoopInTry());
        Try(() => say(LoopReturns()));
        Try(JustThrow);
        Try(() => JustThrowInt());
        Try(() => Nested());
        Try(() => Lock(new object ()));
        Try(() => Lock(null!));
        Try(UsingThrows);
        Try(() => say(StartsWithTry(1)));
        Try(() => say(StartsWithTry(3)));
        Try(() => say(Goto(1)));
        int r = 0;
        say(StartIsLoop(ref r));
        say(r);
        return Task.CompletedTask;
    }
}
