namespace Takumi.Observability.Weaving.Tests.Shapes;

internal struct Struct(int value)
{
    private int _value = value;

    [TraceOperation("shape")]
    public int Increase([SpanTag("x")] int x) => _value += x;

    [TraceOperation("shape")]
    public readonly int Read([SpanTag("x")] int x) => _value + x;

    // A struct's async method works on a copy, as it does without a span.
    [TraceOperation("shape")]
    public async Task<int> IncreaseAsync([SpanTag("x")] int x)
    {
        await Task.Yield();
        return _value += x;
    }
}
