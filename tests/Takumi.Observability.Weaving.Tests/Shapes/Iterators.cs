using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Takumi.Observability.Weaving.Tests.Shapes;

/// <summary>Iterators that say, item by item, which activity was current while their own code ran.</summary>
internal sealed class Iterators
{
    public bool Disposed { get; private set; }

    [TraceOperation("items")]
    public IEnumerable<string?> Items([SpanTag("count")] int count, int failAt = int.MaxValue)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                if (i == failAt)
                    throw new InvalidOperationException("boom");
                yield return Activity.Current?.DisplayName;
            }
        }
        finally
        {
            Disposed = true;
        }
    }

    [TraceOperation("items")]
    public async IAsyncEnumerable<string?> ItemsAsync([SpanTag("count")] int count, int failAt = int.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                if (i == failAt)
                    throw new InvalidOperationException("boom");
                yield return Activity.Current?.DisplayName;
            }
        }
        finally
        {
            await Task.Yield();
            Disposed = true;
        }
    }

    [TraceOperation("items")]
    public IEnumerator<string?> Enumerator([SpanTag("count")] int count)
    {
        for (var i = 0; i < count; i++)
            yield return Activity.Current?.DisplayName;
    }

    [TraceOperation("items")]
    public async IAsyncEnumerator<string?> AsyncEnumerator([SpanTag("count")] int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return Activity.Current?.DisplayName;
        }
    }

    [TraceOperation("items")]
    public IEnumerable Untyped([SpanTag("count")] int count)
    {
        for (var i = 0; i < count; i++)
            yield return Activity.Current?.DisplayName;
    }

    [TraceOperation("items")]
    public IEnumerator UntypedEnumerator([SpanTag("count")] int count)
    {
        for (var i = 0; i < count; i++)
            yield return Activity.Current?.DisplayName;
    }

    /// <summary>No iterator of the compiler's: what it returns is returned as it is, and the span covers the call.</summary>
    [TraceOperation("list")]
    public IEnumerable<int> List() => new List<int> { 1 };

    [TraceWorkflow("weaving-iterator-workflow")]
    public IEnumerable<int> Measured()
    {
        yield return 1;
    }
}
