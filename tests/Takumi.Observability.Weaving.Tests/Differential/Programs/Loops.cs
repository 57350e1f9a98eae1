public static class Program
{
    static Action<object?> s = null!;

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
        Try(() => LoopInTry());
        Try(() => say(LoopReturns()));
        Try(() => say(StartsWithTry(1)));
        Try(() => say(StartsWithTry(3)));
        Try(() => say(Goto(1)));
        int r = 0;
        say(StartIsLoop(ref r));
        say(r);
        return Task.CompletedTask;
    }
}
