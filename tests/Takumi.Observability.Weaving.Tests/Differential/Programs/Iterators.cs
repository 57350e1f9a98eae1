public static class Program
{
    public static Task RunAsync(Action<object?> say)
    {
        s = say;
        say(string.Join(",", Wrap()));
        say(string.Join(",", Its("x", 2)));
        say(string.Join(",", Its(7, 9)));
        foreach (var i in Its(1, 5))
        {
            say(i);
            break;
        }

        try
        {
            foreach (var i in ItThrow())
                say(i);
        }
        catch (InvalidOperationException e)
        {
            say(e);
        }

        using var e2 = ItE("abc");
        say(e2.MoveNext());
        say(e2.Current);
        say(e2.MoveNext());
        var en = Its(1, 2);
        say(en.Count());
        say(en.Count());
        using var e3 = en.GetEnumerator();
        say(e3.Current);
        e3.Dispose();
        say(e3.MoveNext());
        return Task.CompletedTask;
    }

    static IEnumerable<int> Plain()
    {
        yield return 1;
    }

    [TraceOperation("wrap")]
    static IEnumerable<int> Wrap() => Plain().Select(x => x + 1);

    [TraceOperation("its")]
    static IEnumerable<T> Its<T>([SpanTag("x")] T x, int n)
    {
        try
        {
            for (int i = 0; i < n; i++)
            {
                if (i == 3)
                    yield break;
                yield return x;
            }
        }
        finally
        {
            Say("fin");
        }

        try
        {
            yield return x;
        }
        finally
        {
            Say("fin2");
        }
    }

    static Action<object?> s = null!;

    static void Say(object? o) => s(o);

    [TraceOperation("itthrow")]
    static IEnumerable<int> ItThrow()
    {
        yield return 1;
        throw new InvalidOperationException("it");
    }

    [TraceOperation("itarg")]
    static IEnumerator<int> ItE(string a)
    {
        yield return a.Length;
    }
}
