namespace Takumi.Observability.Weaving.Tests.Shapes;

internal sealed record Record(int Value)
{
    [TraceOperation("shape")]
    public int Add([SpanTag("x")] int x) => Value + x;
}
