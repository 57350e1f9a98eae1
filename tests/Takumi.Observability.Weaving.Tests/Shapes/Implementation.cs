namespace Takumi.Observability.Weaving.Tests.Shapes;

internal sealed class Implementation : Ancestor, IContract
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
