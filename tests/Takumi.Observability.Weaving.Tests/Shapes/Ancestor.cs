namespace Takumi.Observability.Weaving.Tests.Shapes;

internal abstract class Ancestor
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
