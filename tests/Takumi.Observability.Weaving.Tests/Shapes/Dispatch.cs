namespace Takumi.Observability.Weaving.Tests.Shapes;

internal interface IContract
{
    int Call(int x);

    int Explicit(int x);

    [TraceOperation("shape")]
    int Default([SpanTag("x")] int x) => x;

    static abstract int Make(int x);
}

internal abstract class Base
{
    [TraceOperation("base")]
    public virtual int Virtual([SpanTag("x")] int x) => x;

    public abstract int Abstract(int x);

    public int CallProtected(int x) => Protected(x) + PrivateProtected(x) + ProtectedInternal(x);

    [TraceOperation("shape")]
    protected int Protected([SpanTag("x")] int x) => x;

    [TraceOperation("shape")]
    private protected int PrivateProtected([SpanTag("x")] int x) => x;

    [TraceOperation("shape")]
    protected internal int ProtectedInternal([SpanTag("x")] int x) => x;
}

internal sealed class Implementation : Base, IContract
{
    [TraceOperation("shape")]
    public static int Make([SpanTag("x")] int x) => x;

    [TraceOperation("override")]
    public override int Virtual([SpanTag("x")] int x) => base.Virtual(x) + 1;

    [TraceOperation("shape")]
    public override int Abstract([SpanTag("x")] int x) => x;

    [TraceOperation("shape")]
    public int Call([SpanTag("x")] int x) => x;

    [TraceOperation("shape")]
    int IContract.Explicit([SpanTag("x")] int x) => x;
}

internal static class Constrained
{
    public static int Call<T>(T target, int x)
        where T : IContract => target.Call(x) + T.Make(x);
}
