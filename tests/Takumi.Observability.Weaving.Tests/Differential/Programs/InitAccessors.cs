public class P
{
    int _a;

    public int A {[TraceOperation("get")]
        get => _a; [TraceOperation("init")]
        [param: SpanTag("v")]
        init => _a = value; }

    public required string S {[TraceOperation("gets")]
        get; [TraceOperation("inits")]
        init; }
}

public record R(int X)
{
    public int Y { get; [TraceOperation("r")]
        init; }
}

public record struct RS(int X)
{
    public int Y { get; [TraceOperation("r")]
        init; }
}

public static class Program
{
    public static Task RunAsync(Action<object?> say)
    {
        var p = new P
        {
            A = 3,
            S = "x"
        };
        say(p.A + p.S);
        say(new R(1) { Y = 2 }with { Y = 5 });
        say(new RS(1) { Y = 2 }with { Y = 6 });
        return Task.CompletedTask;
    }
}
