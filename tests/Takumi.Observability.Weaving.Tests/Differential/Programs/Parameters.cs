public static class Program
{
    [TraceOperation("many")]
    static int Many(int a, int b, int c, int d, int e, [SpanTag("f")] int f, [SpanTag("g")] string g, out int h)
    {
        h = f;
        return a + b + c + d + e + f;
    }

    [TraceOperation("outt")]
    static bool Out(int x, out string r)
    {
        if (x > 0)
        {
            r = "p";
            return true;
        }

        r = "n";
        return false;
    }

    [TraceOperation("outthrow")]
    static bool OutThrow(out int r)
    {
        r = 5;
        throw new InvalidOperationException("out");
    }

    [TraceOperation("scoped")]
    static int Scoped(scoped ReadOnlySpan<char> s, scoped ref int r)
    {
        r = s.Length;
        return r;
    }

    [TraceOperation("params")]
    static int Params([SpanTag("c", Member = "Count")] params List<int> l) => l.Count;

    public static Task RunAsync(Action<object?> say)
    {
        say(Many(1, 2, 3, 4, 5, 6, "g", out var h) + h);
        say(Out(1, out var r) + r);
        int o = 0;
        try
        {
            OutThrow(out o);
        }
        catch (InvalidOperationException)
        {
            say(o);
        }

        say(Scoped("abc", ref o));
        say(o);
        say(Params(1, 2, 3));
        return Task.CompletedTask;
    }
}
