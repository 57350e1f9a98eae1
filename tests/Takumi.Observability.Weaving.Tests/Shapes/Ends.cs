namespace Takumi.Observability.Weaving.Tests.Shapes;

/// <summary>Every way in which a method's work may end.</summary>
internal sealed class Ends
{
    public static Task Never { get; } = new TaskCompletionSource().Task;

    [TraceOperation("shape")]
    public async Task TaskAsync([SpanTag("x")] int x) => await Task.Delay(1);

    [TraceOperation("shape")]
    public async Task<int> TaskOfAsync([SpanTag("x")] int x)
    {
        await Task.Yield();
        return x;
    }

    [TraceOperation("shape")]
    public async ValueTask ValueTaskAsync([SpanTag("x")] int x) => await Task.Yield();

    [TraceOperation("shape")]
    public async ValueTask<int> ValueTaskOfAsync([SpanTag("x")] int x)
    {
        await Task.Yield();
        return x;
    }

    [TraceOperation("shape")]
    [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> PooledAsync([SpanTag("x")] int x)
    {
        await Task.Yield();
        return x;
    }

    [TraceOperation("shape")]
    public async Task<int> CompletedAsync([SpanTag("x")] int x)
    {
        await Task.CompletedTask;
        return x;
    }

    [TraceOperation("shape")]
    public Task Returned([SpanTag("x")] int x) => Later(x);

    [TraceOperation("shape")]
    public Task<int> ReturnedOf([SpanTag("x")] int x) => Later(x);

    [TraceOperation("shape")]
    public ValueTask ReturnedValue([SpanTag("x")] int x) => new(Later(x));

    [TraceOperation("shape")]
    public ValueTask<int> ReturnedValueOf([SpanTag("x")] int x) => new(Later(x));

    [TraceOperation("shape")]
    public Task<int> ReturnedCompleted([SpanTag("x")] int x) => Task.FromResult(x);

    [TraceOperation("shape")]
    public int Throws([SpanTag("x")] int x) => throw new InvalidOperationException("boom");

    [TraceOperation("shape")]
    public Task<int> ThrowsBeforeTask([SpanTag("x")] int x) => throw new InvalidOperationException("boom");

    [TraceOperation("shape")]
    public async Task ThrowsAtOnceAsync([SpanTag("x")] int x)
    {
        await Task.CompletedTask;
        throw new InvalidOperationException("boom");
    }

    [TraceOperation("shape")]
    public async ValueTask<int> ThrowsLaterAsync([SpanTag("x")] int x)
    {
        await Task.Yield();
        throw new InvalidOperationException("boom");
    }

    [TraceOperation("shape")]
    public Task Faulted([SpanTag("x")] int x) => Task.FromException(new InvalidOperationException("boom"));

    [TraceOperation("shape")]
    public ValueTask<int> FaultsLater([SpanTag("x")] int x) => ThrowLaterAsync();

    [TraceOperation("shape")]
    public async Task CancelledAsync([SpanTag("x")] int x, CancellationToken cancellationToken) => await Never.WaitAsync(cancellationToken);

    [TraceOperation("shape")]
    public Task Cancelled([SpanTag("x")] int x, CancellationToken cancellationToken) => Never.WaitAsync(cancellationToken);

    [TraceOperation("shape")]
    public Task<int> HandedOn([SpanTag("x")] int x, Task<int> task) => task;

    [TraceOperation("shape")]
    public Task<int>? NoTask([SpanTag("x")] int x) => null;

    private static async Task<int> Later(int x)
    {
        await Task.Yield();
        return x;
    }

    private static async ValueTask<int> ThrowLaterAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException("boom");
    }
}
