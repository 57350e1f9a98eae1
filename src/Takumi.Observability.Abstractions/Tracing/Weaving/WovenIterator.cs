using System.Collections;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Takumi.Observability.Weaving;

/// <summary>
/// Gives what a woven iterator method returns a span for each enumeration. Only for compiler-made iterators: nobody can have relied on the type of these.
/// With nobody listening when the method is called, the iterator is returned as it is.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WovenIterator
{
    /// <summary>Traces an iterator.</summary>
    public static IEnumerable<T> Trace<T>(IEnumerable<T> iterator, ref WovenArguments arguments, TracedMethod method) =>
        IsTraced(arguments, method) ? Run(iterator.GetEnumerator, arguments, method) : iterator;

    /// <summary>Traces an iterator.</summary>
    public static IEnumerator<T> Trace<T>(IEnumerator<T> iterator, ref WovenArguments arguments, TracedMethod method) =>
        IsTraced(arguments, method) ? Run(() => iterator, arguments, method).GetEnumerator() : iterator;

    /// <summary>Traces an iterator.</summary>
    public static IEnumerable Trace(IEnumerable iterator, ref WovenArguments arguments, TracedMethod method) =>
        IsTraced(arguments, method) ? Run(((IEnumerable<object>)iterator).GetEnumerator, arguments, method) : iterator;

    /// <summary>Traces an iterator.</summary>
    public static IEnumerator Trace(IEnumerator iterator, ref WovenArguments arguments, TracedMethod method) =>
        IsTraced(arguments, method) ? Run(() => (IEnumerator<object>)iterator, arguments, method).GetEnumerator() : iterator;

    /// <summary>Traces an iterator.</summary>
    public static IAsyncEnumerable<T> Trace<T>(IAsyncEnumerable<T> iterator, ref WovenArguments arguments, TracedMethod method) =>
        IsTraced(arguments, method) ? RunAsync(iterator.GetAsyncEnumerator, arguments, method) : iterator;

    /// <summary>Traces an iterator.</summary>
    public static IAsyncEnumerator<T> Trace<T>(IAsyncEnumerator<T> iterator, ref WovenArguments arguments, TracedMethod method) =>
        IsTraced(arguments, method) ? RunAsync(_ => iterator, arguments, method).GetAsyncEnumerator() : iterator;

    private static bool IsTraced(in WovenArguments arguments, TracedMethod method) => arguments.IsRecording || method.IsMeasured;

    private static IEnumerable<T> Run<T>(Func<IEnumerator<T>> start, WovenArguments arguments, TracedMethod method)
    {
        var span = new EnumerationSpan(method, arguments);
        IEnumerator<T>? items = null;
        try
        {
            while (true)
            {
                span.Enter();
                try
                {
                    items ??= start();
                    if (!items.MoveNext())
                        break;
                    span.Yielded();
                }
                catch (Exception exception)
                {
                    span.Fail(exception);
                    throw;
                }
                finally
                {
                    span.Leave();
                }

                yield return items.Current;
            }
        }
        finally
        {
            Dispose(items, span);
        }
    }

    private static async IAsyncEnumerable<T> RunAsync<T>(
        Func<CancellationToken, IAsyncEnumerator<T>> start,
        WovenArguments arguments,
        TracedMethod method,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var span = new EnumerationSpan(method, arguments);
        IAsyncEnumerator<T>? items = null;
        try
        {
            while (true)
            {
                span.Enter();
                try
                {
                    items ??= start(cancellationToken);
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                        break;
                    span.Yielded();
                }
                catch (Exception exception)
                {
                    span.Fail(exception);
                    throw;
                }
                finally
                {
                    span.Leave();
                }

                yield return items.Current;
            }
        }
        finally
        {
            await DisposeAsync(items, span).ConfigureAwait(false);
        }
    }

    private static void Dispose<T>(IEnumerator<T>? items, EnumerationSpan span)
    {
        span.Enter();
        try
        {
            items?.Dispose();
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
        finally
        {
            span.Leave();
            span.End();
        }
    }

    private static async ValueTask DisposeAsync<T>(IAsyncEnumerator<T>? items, EnumerationSpan span)
    {
        span.Enter();
        try
        {
            if (items is not null)
                await items.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
        finally
        {
            span.Leave();
            span.End();
        }
    }
}
