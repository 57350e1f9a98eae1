public static class Program
{
    [TraceOperation("a")]
    [return: SpanTag("hash", Member = "Item1")]
    static async Task<(string Hash, int N)> M([SpanTag("n", Member = "Item2")](string Hash, int N) t)
    {
        await Task.Yield();
        return t;
    }

    public static async Task RunAsync(Action<object?> say)
    {
        say(await M(("h", 1)));
    }
}
