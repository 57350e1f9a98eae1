public interface I
{
    [TraceOperation("dim")]
    int M([SpanTag("x")] in int x, [SpanTag("s")] in string s) => x + s.Length;

    int N(in Guid g);
}

public abstract class B
{
    [TraceOperation("b")]
    public virtual int V([SpanTag("x")] in int x, [SpanTag("y", Member = "Length")] in string y, [SpanTag("z")] ref readonly DateTime z) => x + y.Length;
}

public class D : B, I
{
    [TraceOperation("d")]
    public override int V([SpanTag("x")] in int x, [SpanTag("y", Member = "Length")] in string y, [SpanTag("z")] ref readonly DateTime z) => base.V(x, y, z) * 2;

    [TraceOperation("g")]
    public int N([SpanTag("g")] in Guid g) => 4;
}

public static class Program
{
    delegate int Del(in int x);

    public static Task RunAsync(Action<object?> say)
    {
        I i = new D();
        say(i.M(5, "abc"));
        B b = new D();
        say(b.V(6, "abcd", DateTime.UnixEpoch));
        say(i.N(Guid.Empty));
        Del d = [TraceOperation("lambda")] ([SpanTag("x")] in int x) => x + 1;
        say(d(5));
        return Task.CompletedTask;
    }
}
