public class C
{
    public volatile int N = 4;
    public volatile string S = "s";

    [TraceOperation("a")]
    [return: SpanTag("s", Member = "S")]
    public C M([SpanTag("n", Member = "N")] C c, [SpanTag("n2", Member = "S.Length")] C d) => c;

    [TraceOperation("b", ErrorWhen = "B")]
    public C E() => this;
    public volatile bool B = true;
}

public static class Program
{
    public static Task RunAsync(Action<object?> say)
    {
        var c = new C();
        say(c.M(c, c).N);
        c.E();
        return Task.CompletedTask;
    }
}
