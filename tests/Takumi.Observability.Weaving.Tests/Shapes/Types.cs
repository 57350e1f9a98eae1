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

internal sealed record Record(int Value)
{
    [TraceOperation("shape")]
    public int Add([SpanTag("x")] int x) => Value + x;
}

internal sealed class Generic<T>
{
    [TraceOperation("shape")]
    public T Echo([SpanTag("x")] T x) => x;

    [TraceOperation("shape")]
    public async Task<(T, TOther)> PairAsync<TOther>([SpanTag("x")] T x, [SpanTag("other")] TOther other, [SpanTag("unused")] T unused)
    {
        await Task.Yield();
        return (x, other);
    }

    internal sealed class Inner<TInner>
    {
        [TraceOperation("shape")]
        public TMethod Echo<TMethod>(T outer, TInner inner, [SpanTag("x")] TMethod x) => x;

        [TraceOperation("shape", ErrorWhen = nameof(Holder<>.IsBad))]
        [return: SpanTag("value", Member = "Value")]
        public async Task<Holder<TMethod>> HoldAsync<TMethod>([SpanTag("x")] TMethod x)
        {
            await Task.Yield();
            return new Holder<TMethod>(x, IsBad: false);
        }
    }
}

internal sealed record Holder<T>(T Value, bool IsBad);

file sealed class OfThisFile
{
    [TraceOperation("shape")]
    public int Call([SpanTag("x")] int x) => x;
}

internal static class FileTypes
{
    public static int Call(int x) => new OfThisFile().Call(x);
}
