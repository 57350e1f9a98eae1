namespace Takumi.Observability.Weaving.Tests.Shapes;

internal interface IContract
{
    int Call(int x);

    int Explicit(int x);

    [TraceOperation("shape")]
    int Default([SpanTag("x")] int x) => x;

    static abstract int Make(int x);
}
