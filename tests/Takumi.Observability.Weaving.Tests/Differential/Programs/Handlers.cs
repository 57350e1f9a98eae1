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
        Try(JustThrow);
        Try(() => JustThrowInt());
        Try(() => Nested());
        Try(() => Lock(new object ()));
        Try(() => Lock(null!));
        Try(UsingThrows);
        return Task.CompletedTask;
    }
}
