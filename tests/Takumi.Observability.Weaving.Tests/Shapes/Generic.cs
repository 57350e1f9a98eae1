namespace Takumi.Observability.Weaving.Tests.Shapes;

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
