using System.Runtime.CompilerServices;

namespace Takumi.Observability.Weaving.Tests.Shapes;

/// <summary>Where a method may be declared, and what its signature may look like. Every method here is one span <c>shape</c>.</summary>
internal sealed class Signatures
{
    private int _cell = 1;

    [TraceOperation("shape")]
    public static int Static([SpanTag("x")] int x) => x + 1;

    [TraceOperation("shape")]
    public int Instance([SpanTag("x")] int x) => x + _cell;

    [TraceOperation("shape")]
    public void Nothing([SpanTag("x")] int x) => _cell = x;

    public int CallPrivate(int x) => Private(x) + PrivateNested(new Nested(x)).Value + PrivateGeneric(x);

    [TraceOperation("shape")]
    public T Generic<T>([SpanTag("x")] T x)
        where T : struct => x;

    [TraceOperation("shape")]
    public int Overloaded([SpanTag("x")] int x) => x;

    [TraceOperation("shape")]
    public string Overloaded([SpanTag("x")] string x) => x;

    [TraceOperation("shape")]
    public int Optional([SpanTag("x")] int x = 7, params int[] more) => x + more.Length;

    [TraceOperation("shape")]
    public int ParamsSpan([SpanTag("x")] int x, params ReadOnlySpan<int> more) => x + more.Length;

    [TraceOperation("shape")]
    public void ByReference([SpanTag("x")] in int x, ref int y, out int z)
    {
        y += x;
        z = y;
    }

    [TraceOperation("shape")]
    public ref int RefReturn([SpanTag("x")] int x)
    {
        _cell = x;
        return ref _cell;
    }

    [TraceOperation("shape")]
    public ReadOnlySpan<char> RefStruct([SpanTag("x")] int x, ReadOnlySpan<char> text) => text[x..];

    [TraceOperation("shape")]
    public (int Left, string Right) Tuple([SpanTag("x")] int x) => (x, "right");

    [TraceOperation("shape")]
    public unsafe int Pointer([SpanTag("x")] int x, int* y) => x + *y;

    [TraceOperation("shape")]
    public int ManyReturns([SpanTag("x")] int x)
    {
        if (x < 0)
            return 0;
        try
        {
            if (x == 7)
                return 1;
        }
        finally
        {
            _cell = x;
        }

        return 2;
    }

    [TraceOperation("shape")]
    public static int Recursive([SpanTag("x")] int x) => x == 0 ? 0 : Recursive(x - 1) + 1;

    [TraceOperation("shape")]
    [SkipLocalsInit]
    public static int StackAllocated([SpanTag("x")] int x)
    {
        Span<int> cells = stackalloc int[4];
        cells[0] = x;
        return cells[0];
    }

    [TraceOperation("shape")]
    public void Handle(object? sender, [SpanTag("x")] int x) => _ = x + _cell;

    public int CallLocalFunction(int x)
    {
        return Local(x);

        [TraceOperation("shape")]
        int Local([SpanTag("x")] int value) => value + _cell;
    }

    public static int CallLambda(int x)
    {
        var lambda = [TraceOperation("shape")] ([SpanTag("x")] int value) => value + 1;
        return lambda(x);
    }

    [TraceOperation("shape")]
    private int Private([SpanTag("x")] int x) => x + _cell;

    [TraceOperation("shape")]
    private Nested PrivateNested([SpanTag("x", Member = nameof(Nested.Value))] Nested nested) => new(nested.Value + _cell);

    [TraceOperation("shape")]
    private static T PrivateGeneric<T>([SpanTag("x")] T x) => x;

    private sealed record Nested(int Value);
}
