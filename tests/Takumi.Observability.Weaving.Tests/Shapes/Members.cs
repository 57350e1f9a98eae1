using System.Collections;

namespace Takumi.Observability.Weaving.Tests.Shapes;

/// <summary>Members that are called without looking like calls.</summary>
internal sealed class Members : IEnumerable<int>, IDisposable, IAsyncDisposable
{
    private int _value;

    public int Property
    {
        [TraceOperation("shape")]
        get => _value;

        [TraceOperation("shape")]
        [param: SpanTag("x")]
        set => _value = value;
    }

    public int Automatic { [TraceOperation("shape")] get; set; } = 7;

    public int this[int index]
    {
        [TraceOperation("shape")]
        get => index;
    }

    public event EventHandler Changed
    {
        [TraceOperation("shape")]
        add => _value++;
        remove => _value--;
    }

    [TraceOperation("shape")]
    public static Members operator +(Members left, [SpanTag("x")] int right)
    {
        left._value += right;
        return left;
    }

    [TraceOperation("shape")]
    public static implicit operator int(Members members) => members._value;

    [TraceOperation("shape")]
    public void Deconstruct(out int left, out int right) => (left, right) = (_value, _value);

    [TraceOperation("shape")]
    public void Add([SpanTag("x")] int item) => _value += item;

    [TraceOperation("shape")]
    public IEnumerator<int> GetEnumerator()
    {
        yield return _value;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    [TraceOperation("shape")]
    public void Dispose() => _value = 0;

    [TraceOperation("shape")]
    public ValueTask DisposeAsync() => default;
}
